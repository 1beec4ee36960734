import { render } from 'preact'
import { followStories } from './follow.ts'
import { StoryIndex } from './StoryIndex.tsx'

const place = document.getElementById('app')
if (place) render(<StoryIndex store={followStories()} />, place)

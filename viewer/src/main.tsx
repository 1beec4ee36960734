import { render } from 'preact'
import { App } from './App.tsx'
import { followStory } from './source/index.ts'

const place = document.getElementById('app')
if (place) render(<App source={followStory()} />, place)

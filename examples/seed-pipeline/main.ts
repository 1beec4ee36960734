import { ProgressTracker } from 'story-monitor'

/* The smallest pipeline: node --import tsx examples/seed-pipeline/main.ts <folder> */
const storyPath = process.argv[2] ?? './my-story'

const tracker = new ProgressTracker(storyPath, { jobId: 'job-1', workflow: 'two_girl_reddit' })
tracker.ensureViewer() // copies progress_viewer.html into the story folder
tracker.start('reddit')
// ... run the phase ...
tracker.finish('reddit') // plays a chime where PROGRESS_SOUND=1
tracker.start('director')
// ... run the phase ...
tracker.complete()

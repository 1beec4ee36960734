/** Small pictures for galleries, made when they are first asked for. */
export { keepThumbnails, type Thumbnail, type Thumbnails } from './thumbnails.ts'

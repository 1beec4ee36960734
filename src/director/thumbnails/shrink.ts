import { systemCode } from '../../files/index.ts'

/** Makes a picture small. Rejects for what is no picture. */
export type Shrink = (picture: Buffer) => Promise<Buffer>

/** Twice the width of a card, for fine screens. */
const EDGE = 720
const MAX_PIXELS = 120_000_000
const MAX_SECONDS = 15
const FORMATS: readonly string[] = ['png', 'jpeg', 'webp']

/** @returns undefined where sharp is not installed: then the whole pictures are shown */
export async function loadShrink(): Promise<Shrink | undefined> {
  try {
    const { default: sharp } = await import('sharp')
    sharp.cache(false)
    sharp.concurrency(1)
    return async (picture) => {
      const whole = sharp(picture, { failOn: 'error', limitInputPixels: MAX_PIXELS })
      const { format } = await whole.metadata()
      // What else sharp could read, such as a drawing with links in it, is no keyframe.
      if (!FORMATS.includes(format)) throw new Error(`${format} is no format of keyframes`)
      return whole
        .timeout({ seconds: MAX_SECONDS })
        .autoOrient()
        .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer()
    }
  } catch (error) {
    // A package without the binary of this system fails with its own words and no code.
    if (['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', undefined].includes(systemCode(error))) return undefined
    throw error
  }
}

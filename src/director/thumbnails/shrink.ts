import { systemCode } from '../../files/index.ts'

/** Makes a picture small. Rejects for what is no picture. */
export type Shrink = (picture: Buffer) => Promise<Buffer>

/** Twice the width of a card, for fine screens. */
const EDGE = 720
const MAX_PIXELS = 120_000_000
const MAX_SECONDS = 15

/** @returns undefined where sharp is not installed: then the whole pictures are shown */
export async function loadShrink(): Promise<Shrink | undefined> {
  try {
    const { default: sharp } = await import('sharp')
    sharp.cache(false)
    sharp.concurrency(1)
    return (picture) =>
      sharp(picture, { failOn: 'error', limitInputPixels: MAX_PIXELS })
        .timeout({ seconds: MAX_SECONDS })
        .autoOrient()
        .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer()
  } catch (error) {
    // A package without the binary of this system fails with its own words and no code.
    if (['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', undefined].includes(systemCode(error))) return undefined
    throw error
  }
}

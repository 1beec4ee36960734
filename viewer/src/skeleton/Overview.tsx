import { ASSET_TYPES, type AssetType } from '../../../src/contract/index.ts'
import type { Outline } from './protocol.ts'
import { amount, progressInWords } from './words.ts'

const LABELS: { [Type in AssetType]: string } = {
  image: 'Images',
  audio: 'Audio',
  video: 'Video',
  text: 'Text',
}

/** Title, logline, what the story will be made of, and how much of it is there. */
export function Overview({ outline, still }: { outline: Outline; still: boolean }) {
  const { byStatus, assets } = outline
  const share = (count: number) => ({ width: `${assets === 0 ? 0 : (count / assets) * 100}%` })
  return (
    <header class="sk-overview">
      <h2>{outline.title === '' ? 'Untitled story' : <bdi>{outline.title}</bdi>}</h2>
      {outline.logline !== '' && (
        <p class="sk-logline">
          <bdi>{outline.logline}</bdi>
        </p>
      )}
      <dl class="sk-tiles">
        {ASSET_TYPES.map((type) => (
          <div key={type}>
            <dt>{LABELS[type]}</dt>
            <dd>{outline.assetsByType[type].toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <p class="sk-counts">
        {amount(outline.chapters, 'chapter')} · {amount(outline.scenes, 'scene')}
        {assets > 0 && ` · ${progressInWords(byStatus, still)}`}
      </p>
      {assets > 0 && (
        <div class="sk-bar" aria-hidden="true">
          <span class="sk-bar-done" style={share(byStatus.done)} />
          {!still && <span class="sk-bar-making" style={share(byStatus.running + byStatus.generating)} />}
          <span class="sk-bar-error" style={share(byStatus.error)} />
        </div>
      )}
    </header>
  )
}

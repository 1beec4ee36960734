import { useEffect, useRef } from 'preact/hooks'
import { sourceOf } from './report-media.ts'
import type { SkeletonStore } from './store.ts'

/** One image large; the arrow keys turn to the others of its scene, Escape closes and gives the focus back. */
export function Lightbox({ store }: { store: SkeletonStore }) {
  const { gallery } = store
  return gallery ? <OpenLightbox store={store} id={gallery.id} images={gallery.images} /> : null
}

type Props = { store: SkeletonStore } & NonNullable<SkeletonStore['gallery']>

function OpenLightbox({ store, id, images }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  const at = images.findIndex((image) => image.id === id)
  const image = images[at]
  const turn = (steps: number) => {
    const next = images[(at + steps + images.length) % images.length]
    if (next) store.turnGallery(next.id)
  }
  return (
    <dialog
      ref={dialog}
      class="sk-lightbox"
      aria-label={image?.name ?? 'Image'}
      onClose={() => store.closeGallery()}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') turn(1)
        if (event.key === 'ArrowLeft') turn(-1)
      }}
    >
      {image && <img src={sourceOf(image.address)} alt={image.name} />}
      <div class="sk-lightbox-bar">
        <p aria-live="polite">
          <bdi>{image?.name}</bdi>
          {images.length > 1 && <span class="sk-of">{` ${at + 1} of ${images.length}`}</span>}
        </p>
        {images.length > 1 && (
          <>
            <button type="button" onClick={() => turn(-1)}>
              Previous
            </button>
            <button type="button" onClick={() => turn(1)}>
              Next
            </button>
          </>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  )
}

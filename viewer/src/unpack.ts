/**
 * Unpacks the page's program and runs it. The program stands in the page deflated, at less than half its size; the
 * policy names the hash of what comes out, so a program that was tampered with doesn't run.
 */
async function unpack(): Promise<void> {
  const packed = document.getElementById('program')?.textContent ?? ''
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const script = document.createElement('script')
  script.textContent = await new Response(stream).text()
  document.body.append(script)
}

unpack().catch((error: unknown) => {
  const place = document.getElementById('app')
  if (place)
    place.textContent = `This page could not be unpacked: ${String(error)}. A browser from 2023 or later can.`
})

/** The bundled text of worker.ts; viewer/build.mjs puts it into the page. */
declare module 'skeleton-worker-source' {
  const source: string
  export default source
}

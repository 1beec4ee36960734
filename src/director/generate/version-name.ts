/** What the name of a version tells: when it stopped being the current file, and the beginning of its content hash. */
export type VersionName = { until: Date; hash: string }

const ENDINGS = new Set(['png', 'jpg', 'jpeg', 'webp', 'mp4'])

/** `20261121T183409123Z-0a1b2c3d4e5f.png`: names sort by time. `ending` has no dot; `hash` is cut to 12 digits. */
export const versionName = ({ until, hash }: VersionName, ending: string): string =>
  `${until.toISOString().replaceAll(/[-:.]/g, '')}-${hash.slice(0, 12)}.${ending}`

/** Reads what {@link versionName} wrote; undefined when the name is none of a version. */
export function readVersionName(name: string): VersionName | undefined {
  const [, year, month, day, hour, minute, second, millisecond, hash = '', ending = ''] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{12})\.([a-z0-9]+)$/.exec(name) ?? []
  const until = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`)
  return ENDINGS.has(ending) && !Number.isNaN(until.getTime()) ? { until, hash } : undefined
}

/** What is on the air in one hour. */
export type Programme = { id: string; day: number; hour: number; kind: Kind; arc: number | undefined }

const KINDS = ['weather', 'harbour news', 'story', 'music', 'letters'] as const
export type Kind = (typeof KINDS)[number]

const DAYS = 7
const FIRST_HOUR = 6
const HOURS_A_DAY = 16
/** A story is told in so many parts and then resolved. */
const PARTS = 5

/** A week of broadcast: 16 hours a day, 112 programmes; every fifth is a part of a story. */
export function weekOfProgrammes(): Programme[] {
  return Array.from({ length: DAYS * HOURS_A_DAY }, (_, index) => {
    const day = Math.floor(index / HOURS_A_DAY) + 1
    const hour = FIRST_HOUR + (index % HOURS_A_DAY)
    const kind = KINDS[index % KINDS.length] ?? 'weather'
    const part = Math.floor(index / KINDS.length)
    const arc = kind === 'story' ? Math.floor(part / PARTS) : undefined
    return { id: `day-${day}-${String(hour).padStart(2, '0')}h`, day, hour, kind, arc }
  })
}

/** How many stories are resolved when the programmes up to this place have been on the air, and how many there are. */
export function arcsUpTo(
  programmes: readonly Programme[],
  index: number,
): { resolved: number; total: number } {
  const parts = programmes.flatMap(({ arc }, place) => (arc === undefined ? [] : [{ arc, place }]))
  const lastPlaces = new Map(parts.map(({ arc, place }) => [arc, place]))
  const resolved = [...lastPlaces.values()].filter((place) => place <= index).length
  return { resolved, total: lastPlaces.size }
}

const scale = Number(process.env['CRASH_SCALE'] ?? 1)
if (!(scale > 0)) throw new Error(`CRASH_SCALE is a number above 0, not "${process.env['CRASH_SCALE']}"`)

/** How many of these to do: all of them by default, a share of them where CRASH_SCALE says so (0.1 is a tenth). */
export const scaled = (count: number): number => Math.max(1, Math.round(count * scale))

import type { Warnings } from '../host/index.ts'
import { type DiskTrouble, diskTrouble } from './disk-trouble.ts'
import { repairSegments, SegmentLog, type SegmentRecord } from './segment-log.ts'

const MEND: { readonly [Trouble in DiskTrouble]: string } = {
  full: 'Make room on the disk',
  rights: 'Let the run write there again',
  gone: 'Put the folder back',
  other: 'Mend that',
}

/**
 * Writes finished segments down, and doesn't give up while the disk refuses: a segment that cost an hour is kept in memory
 * until there is room for it.
 */
export class PatientLog {
  readonly #folder: string
  readonly #warnings: Warnings
  readonly #log: SegmentLog
  readonly #changed: () => void
  #trouble: string | undefined

  /** @param changed called when the disk begins to refuse, and when it takes again */
  constructor(folder: string, warnings: Warnings, changed: () => void) {
    this.#folder = folder
    this.#warnings = warnings
    this.#log = new SegmentLog(folder, warnings)
    this.#changed = changed
  }

  /** Why nothing can be written down now. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /**
   * @param goesOn waits a while before the next try; false gives up
   * @returns whether the disk has it
   */
  async append(record: SegmentRecord, goesOn: () => Promise<boolean>): Promise<boolean> {
    for (let again = false; ; again = true) {
      try {
        if (!again || !repairSegments(this.#folder, record.id)) this.#log.append(record)
        this.#accepted()
        return true
      } catch (error) {
        this.#refused(error)
        if (!(await goesOn())) return false
      }
    }
  }

  flush(): void {
    this.#log.flush()
  }

  #refused(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    this.#warnings.begin('SEGMENTS', error)
    this.#trouble = `${message} ${MEND[diskTrouble(error)]}: the run goes on by itself then.`
    this.#changed()
  }

  #accepted(): void {
    if (this.#trouble === undefined) return
    this.#trouble = undefined
    this.#warnings.over('SEGMENTS')
    this.#changed()
  }
}

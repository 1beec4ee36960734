import { join } from 'node:path'
import { type Stamp, sameStamp, stampOf } from '../../files/index.ts'
import type { Warnings } from '../../host/index.ts'
import { deliveryInWords, lastFailedDelivery, NOTIFICATIONS_FILENAME } from './failed-deliveries.ts'

/**
 * The watchdog has nobody to tell what it could not deliver, but for the pipeline while that is there: the function that
 * comes of this looks, and warns.
 */
export function deliveriesHeard(folder: string, sinceMs: number, warnings: Warnings): () => void {
  let seen: Stamp | undefined
  return () => {
    const stamp = stampOf(join(folder, NOTIFICATIONS_FILENAME))
    if (stamp === undefined || sameStamp(stamp, seen)) return
    seen = stamp
    const failed = lastFailedDelivery(folder, sinceMs)
    if (failed === undefined) return
    const message = `Of what notify asks for, ${deliveryInWords(failed)}. All deliveries stand in ${NOTIFICATIONS_FILENAME}.`
    warnings.begin('DELIVERY', new Error(message))
  }
}

import { unreachable } from '../base/assert.ts'
import { openCapSource } from './cap/cap-source.ts'
import { captureFailure } from './capture-failure.ts'
import { libpcap } from './filter/libpcap.ts'
import { libc } from './libc.ts'
import type { Driver, PacketSource, SourceOptions } from './packet-source.ts'
import { type MappedRing, mapRing } from './ring/mapped-ring.ts'
import { openPacketRing } from './ring/packet-ring.ts'

/**
 * Opens the interface with the driver that was asked for. `ring` belongs into a worker thread, because it blocks; `cap` into a
 * child process of its own (see `openCapSource`). Both fail with the same codes. `mapped`: from `prepareRing`; it belongs to the source
 * unless this fails.
 */
export const openSource = (
  driver: Driver,
  options: SourceOptions,
  mapped?: MappedRing,
): PacketSource => {
  switch (driver) {
    case 'ring':
      return openPacketRing(options, mapped)
    case 'cap':
      return openCapSource(options)
    default:
      return unreachable(driver)
  }
}

/**
 * Loads what the ring needs and maps one of `ringBytes`, for a thread that waits until it is asked to open it. Undefined where that fails:
 * opening tries again and says why.
 */
export const prepareRing = (ringBytes: number): MappedRing | undefined => {
  try {
    libpcap() // only filters need it
  } catch {}
  try {
    const c = libc()
    return mapRing(c, ringBytes, (call, result) => {
      if (result < 0) throw captureFailure('', call, c.errno())
      return result
    })
  } catch {
    return undefined
  }
}

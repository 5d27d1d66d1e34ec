import { unreachable } from '../base/assert.ts'
import { openCapSource } from './cap-source.ts'
import { libc } from './libc.ts'
import { libpcap } from './libpcap.ts'
import { openPacketRing } from './packet-ring.ts'
import type { Driver, PacketSource, SourceOptions } from './packet-source.ts'

/**
 * Opens the interface with the driver that was asked for. `ring` belongs into a worker thread, because it blocks; `cap` into a
 * child process of its own (see `openCapSource`). Both fail with the same codes.
 */
export const openSource = (driver: Driver, options: SourceOptions): PacketSource => {
  switch (driver) {
    case 'ring':
      return openPacketRing(options)
    case 'cap':
      return openCapSource(options)
    default:
      return unreachable(driver)
  }
}

/** Loads what the ring needs, for a thread that waits until it is asked to open one. What is missing is said when it is opened. */
export const prepareRing = (): void => {
  for (const load of [libc, libpcap]) {
    try {
      load()
    } catch {}
  }
}

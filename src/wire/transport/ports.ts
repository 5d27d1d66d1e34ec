import { u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'

/** All transports that have ports begin with them, the source's first. */
const SOURCE = 0
const DESTINATION = 2
const LENGTH = 4

/** Reads the ports at `at`, where they are there: they are told even where the rest is missing. */
export const readPorts = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  if (view.available(at) < LENGTH) return
  view.transportOffset = at
  view.sourcePort = u16(bytes, start + at + SOURCE)
  view.destinationPort = u16(bytes, start + at + DESTINATION)
}

import { u8 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'

/** The bit that is sent first says that a MAC is a group's (IEEE 802, 8.2). */
export const GROUP_BIT = 1

/** Notes where the MACs are; both can be read. */
export const noteMacs = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  source: number,
  destination: number,
): void => {
  view.sourceMacOffset = source
  view.destinationMacOffset = destination
  view.groupFrame = u8(bytes, start + destination) & GROUP_BIT
}

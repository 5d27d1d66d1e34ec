import { u8 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { readPorts } from './ports.ts'

/** RFC 4340, 5.1; the length of the header is told in units of 4 bytes. */
const DATA_OFFSET = 4
const HEADER_LENGTH = 12

/** Reads DCCP at `at`. */
export const decodeDccp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  readPorts(view, bytes, start, at)
  if (!view.has(Layer.dccp, at, HEADER_LENGTH)) return
  const headerLength = u8(bytes, start + at + DATA_OFFSET) << 2
  if (headerLength < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.dccp, at, HEADER_LENGTH)
    return
  }
  if (view.has(Layer.dccp, at, headerLength)) view.payload(at + headerLength)
}

import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { readPorts } from './ports.ts'

/** Ports, verification tag, checksum (RFC 9260, 3.1); chunks follow. */
const HEADER_LENGTH = 12

/** Reads SCTP at `at`; its chunks are the payload. */
export const decodeSctp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  readPorts(view, bytes, start, at)
  if (view.has(Layer.sctp, at, HEADER_LENGTH)) view.payload(at + HEADER_LENGTH)
}

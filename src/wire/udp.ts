import { u16 } from './bytes.ts'
import type { PacketFields } from './packet-fields.ts'
import { Layer, Stop } from './stop.ts'

/** RFC 768. */
const SOURCE_PORT = 0
const DESTINATION_PORT = 2
const LENGTH = 4
const HEADER_LENGTH = 8
const PORTS_LENGTH = 4

/** Reads UDP at `at`. The ports are told even where the rest is missing. */
export const decodeUdp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  const header = start + at
  if (view.available(at) >= PORTS_LENGTH) {
    view.transportOffset = at
    view.sourcePort = u16(bytes, header + SOURCE_PORT)
    view.destinationPort = u16(bytes, header + DESTINATION_PORT)
  }
  if (!view.has(Layer.udp, at, HEADER_LENGTH)) return
  view.payload(at + HEADER_LENGTH)
  // 0: a jumbogram (RFC 2675), or a large datagram that the network card will cut.
  const length = u16(bytes, header + LENGTH) || view.limit - at
  if (length < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.udp, at, HEADER_LENGTH)
    return
  }
  if (at + length <= view.limit) {
    view.limit = at + length
    view.payload(at + HEADER_LENGTH)
  } else if (view.moreFragments === 0) view.halt(Stop.malformed, Layer.udp, at, length)
}

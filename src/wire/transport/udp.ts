import { u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { findUdpTunnel } from '../tunnel/udp-tunnel.ts'
import { readPorts } from './ports.ts'

/** RFC 768. */
const LENGTH = 4
const HEADER_LENGTH = 8

/** Reads UDP at `at`. */
export const decodeUdp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  readPorts(view, bytes, start, at)
  if (!view.has(Layer.udp, at, HEADER_LENGTH)) return
  view.payload(at + HEADER_LENGTH)
  // 0: a jumbogram (RFC 2675), or a large datagram that the network card will cut.
  const length = u16(bytes, start + at + LENGTH) || view.limit - at
  if (length < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.udp, at, HEADER_LENGTH)
    return
  }
  if (view.moreFragments === 0) view.bound(Layer.udp, at, length)
  view.payload(at + HEADER_LENGTH)
  findUdpTunnel(view, bytes, start)
}

/**
 * Reads UDP-Lite at `at` (RFC 3828, 3.1): where UDP has its length, it says how much is checked.
 */
export const decodeUdpLite = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  readPorts(view, bytes, start, at)
  if (view.has(Layer.udp, at, HEADER_LENGTH)) view.payload(at + HEADER_LENGTH)
}

import { u8 } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { Ethertype } from './ethertype.ts'

/**
 * Reads the IP packet at `at`, whose version only its own first four bits tell. Returns whether
 * that could be read.
 */
export const decodeRaw = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  view.payload(at)
  if (!view.has(Layer.raw, at, 1)) return false
  const version = u8(bytes, start + at) >> 4
  if (version === 4) return decodeNetwork(view, bytes, start, at, Ethertype.ipv4)
  if (version === 6) return decodeNetwork(view, bytes, start, at, Ethertype.ipv6)
  view.halt(Stop.malformed, Layer.raw, at, 1)
  return false
}

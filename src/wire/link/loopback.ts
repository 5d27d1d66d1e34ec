import { i32, i32le } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { Ethertype } from './ethertype.ts'

/** The address family, in the byte order of whoever captured. */
const HEADER_LENGTH = 4
const MAX_FAMILY = 0xffff

const IPV4 = 2
/** Linux; NetBSD, OpenBSD and Npcap; FreeBSD; macOS; Windows. */
const IPV6: readonly number[] = [10, 24, 28, 30, 23]

/**
 * Reads the frame at `at` of a loopback or another interface without addresses. Returns whether it
 * carries what can be read.
 */
export const decodeLoopback = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): boolean => {
  if (!view.has(Layer.loopback, at, HEADER_LENGTH)) return false
  const big = i32(bytes, start + at)
  const family = big >= 0 && big <= MAX_FAMILY ? big : i32le(bytes, start + at)
  view.payload(at + HEADER_LENGTH)
  if (family === IPV4) return decodeNetwork(view, bytes, start, at + HEADER_LENGTH, Ethertype.ipv4)
  if (IPV6.includes(family))
    return decodeNetwork(view, bytes, start, at + HEADER_LENGTH, Ethertype.ipv6)
  return false
}

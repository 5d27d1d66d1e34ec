import { u16 } from '../bytes.ts'
import { decodeNetwork } from '../network/network.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { Ethertype } from './ethertype.ts'
import { decodeLlc } from './llc.ts'

/** IEEE 802.1Q: what is in the tag, then the type of what follows it. */
const TYPE = 2
export const TAG_LENGTH = 4
export const VLAN_ID_MASK = 0x0fff

/** Provider bridges stack two, some operators three; more is an attempt to make us loop. */
const MAX_TAGS = 4

/**
 * Up to this a type is the length of an 802.3 frame, from 1536 on a type; nothing is assigned
 * between (IEEE 802.3, 3.2.6).
 */
const MAX_LENGTH_VALUE = 1500

const isTag = (type: number): boolean =>
  type === Ethertype.customerTag ||
  type === Ethertype.serviceTag ||
  type === Ethertype.oldServiceTag

/**
 * Reads what a type or length says, at `first`, and before it any tags. Returns whether it could be
 * read.
 */
export const decodeTagged = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
  typeOrLength: number,
): boolean => {
  let type = typeOrLength
  let at = first
  for (let tags = 0; isTag(type); tags++) {
    view.ethertype = type
    if (tags === MAX_TAGS) {
      view.halt(Stop.tooDeep, Layer.vlan, at, TAG_LENGTH)
      return false
    }
    if (!view.has(Layer.vlan, at, TAG_LENGTH)) return false
    if (view.vlanTags === 0) view.vlanId = u16(bytes, start + at) & VLAN_ID_MASK
    view.vlanTags++
    type = u16(bytes, start + at + TYPE)
    at += TAG_LENGTH
  }
  if (type > MAX_LENGTH_VALUE) return decodeNetwork(view, bytes, start, at, type)
  view.ethertype = 0
  view.bound(Layer.llc, at, type)
  return decodeLlc(view, bytes, start, at)
}

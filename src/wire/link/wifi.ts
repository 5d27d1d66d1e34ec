import { u8 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer } from '../stop.ts'
import { decodeLlc } from './llc.ts'
import { noteMacs } from './mac.ts'

/** IEEE 802.11, 9.2.3 and 9.3. */
const FRAME_CONTROL = 0
const ADDRESS_1 = 4
const ADDRESS_2 = 10
const ADDRESS_3 = 16
const SEQUENCE_CONTROL = 22
const ADDRESS_4 = 24
const HEADER_LENGTH = 24
const FOUR_ADDRESSES_LENGTH = 30
const FRAME_CONTROL_LENGTH = 2
const QOS_LENGTH = 2
const HT_LENGTH = 4

/** The first byte of the frame control: version, type, subtype. */
const VERSION_MASK = 0x03
const TYPE_MASK = 0x0f
const MANAGEMENT = 0x00
const DATA = 0x08
/** Of data frames: nothing is carried, and a quality of service is said. */
const NO_DATA = 0x40
const HAS_QOS = 0x80

/** The second one. Which addresses are those of the ends depends on the first two (9.3.2.1). */
const TO_DS = 0x01
const FROM_DS = 0x02
const MORE_FRAGMENTS = 0x04
const PROTECTED = 0x40
const HAS_HT = 0x80

const FRAGMENT_MASK = 0x0f
/**
 * In the QoS control: several frames follow, each with addresses and a length before its LLC
 * header.
 */
const AGGREGATED = 0x80
const SUBFRAME_LENGTH = 14
const SUBFRAME_SOURCE = 6

/**
 * Reads the frame at `at`. Returns whether it carries what can be read: management and control
 * frames do not, nor do encrypted ones. Of several frames in one the first is read. `isPadded`: the
 * driver put bytes behind the header, up to a multiple of four.
 */
export const decodeWifi = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  isPadded: boolean,
): boolean => {
  if (!view.has(Layer.wifi, at, FRAME_CONTROL_LENGTH)) return false
  // Some access points swap the bytes of 16-bit fields on their way to the controller. All their
  // frames go to it or come from it: these flags then stand where the version is, which is always 0.
  const first = u8(bytes, start + at + FRAME_CONTROL)
  const second = u8(bytes, start + at + FRAME_CONTROL + 1)
  const isSwapped = (first & VERSION_MASK) !== 0 && (second & TYPE_MASK) === DATA
  const kind = isSwapped ? second : first
  const flags = isSwapped ? first : second
  const type = kind & TYPE_MASK
  if (type !== DATA && type !== MANAGEMENT) return false
  const both = TO_DS | FROM_DS
  const hasFour = type === DATA && (flags & both) === both
  let length = hasFour ? FOUR_ADDRESSES_LENGTH : HEADER_LENGTH
  if (!view.has(Layer.wifi, at, length)) return false
  noteEnds(view, bytes, start, at, type === DATA ? flags : 0)
  view.payload(at + length)
  if (type === MANAGEMENT) return false

  const qos = kind & HAS_QOS ? at + length : 0
  if (qos > 0) {
    length += QOS_LENGTH + (flags & HAS_HT ? HT_LENGTH : 0)
    if (!view.has(Layer.wifi, at, length)) return false
  }
  if (isPadded) length = (length + 3) & ~3
  view.payload(at + length)
  if (kind & NO_DATA || flags & PROTECTED) return false
  const fragment = u8(bytes, start + at + SEQUENCE_CONTROL + (isSwapped ? 1 : 0)) & FRAGMENT_MASK
  if (fragment > 0) return false
  if (flags & MORE_FRAGMENTS) view.partial = 1
  const isAggregated = qos > 0 && (u8(bytes, start + qos) & AGGREGATED) !== 0
  if (!isAggregated) return decodeLlc(view, bytes, start, at + length)
  if (!view.has(Layer.wifi, at + length, SUBFRAME_LENGTH)) return false
  noteMacs(view, bytes, start, at + length + SUBFRAME_SOURCE, at + length)
  return decodeLlc(view, bytes, start, at + length + SUBFRAME_LENGTH)
}

const noteEnds = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
  flags: number,
): void => {
  const fromDs = flags & FROM_DS ? ADDRESS_3 : ADDRESS_2
  const source = (flags & (TO_DS | FROM_DS)) === (TO_DS | FROM_DS) ? ADDRESS_4 : fromDs
  noteMacs(view, bytes, start, at + source, at + (flags & TO_DS ? ADDRESS_3 : ADDRESS_1))
}

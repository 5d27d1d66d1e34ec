import { u8, u16 } from '../bytes.ts'
import { LinkType } from '../link/link-type.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Tunnel } from './tunnel.ts'

/** RFC 5415, 4.3: preamble, then in 24 bits lengths, identifiers and flags. */
const PREAMBLE = 0
const LENGTH = 1
const BITS = 2
const HEADER_LENGTH = 8

/** Version 0, and the header is not followed by DTLS. */
const PLAIN = 0
const LENGTH_SHIFT = 3
const LENGTH_UNIT = 4

/** In the two bytes at BITS. The frame is that of the radio, not of 802.3. */
const NATIVE_FRAME = 0x0100
/** Part of a frame, or only a sign of life. */
const NO_FRAME = 0x0088
const BINDING_SHIFT = 9
const BINDING_MASK = 0x1f
/** RFC 5416. */
const WIFI_BINDING = 1

/**
 * Notes the frame in the datagram whose payload is at `at`, if an access point took it in or sends
 * it out.
 */
export const findCapwap = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  if (view.available(at) < HEADER_LENGTH || u8(bytes, start + at + PREAMBLE) !== PLAIN) return
  const length = (u8(bytes, start + at + LENGTH) >> LENGTH_SHIFT) * LENGTH_UNIT
  const bits = u16(bytes, start + at + BITS)
  if (length < HEADER_LENGTH || view.available(at) < length || bits & NO_FRAME) return
  if ((bits & NATIVE_FRAME) === 0) view.carries(at + length, LinkType.ethernet, Tunnel.capwap)
  else if (((bits >> BINDING_SHIFT) & BINDING_MASK) === WIFI_BINDING)
    view.carries(at + length, LinkType.wifi, Tunnel.capwap)
}

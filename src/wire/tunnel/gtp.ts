import { u8 } from '../bytes.ts'
import { LinkType } from '../link/link-type.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Tunnel } from './tunnel.ts'

/** The user plane of mobile networks (3GPP TS 29.281, 5.1). */
const FLAGS = 0
const MESSAGE_TYPE = 1
const HEADER_LENGTH = 8
/**
 * Sequence number, N-PDU number and the next extension's type: all there where one is said to be.
 */
const OPTIONAL_LENGTH = 4
const NEXT_EXTENSION = 3

/** Version 1, and no charging protocol. */
const VERSION_MASK = 0xf0
const VERSION = 0x30
const HAS_EXTENSION = 0x04
const HAS_OPTIONAL = 0x07
/** A packet of a subscriber; everything else is between the ends of the tunnel. */
const T_PDU = 255

/** TS 29.281 knows some six; a longer chain is an attempt to make us loop. */
const MAX_EXTENSIONS = 8
/** An extension's first byte is its length, its last one the type of the next (5.2.1). */
const EXTENSION_UNIT = 4

/** Notes the packet in the datagram whose payload is at `at`, if it is a subscriber's IP packet. */
export const findGtp = (view: PacketFields, bytes: Uint8Array, start: number, at: number): void => {
  if (view.available(at) < HEADER_LENGTH) return
  const flags = u8(bytes, start + at + FLAGS)
  if ((flags & VERSION_MASK) !== VERSION) return
  if (u8(bytes, start + at + MESSAGE_TYPE) !== T_PDU) return
  const inner = innerOffset(view, bytes, start, at, flags)
  if (inner < 0 || view.available(inner) === 0) return
  const version = u8(bytes, start + inner) >> 4
  if (version !== 4 && version !== 6) return
  view.carries(inner, LinkType.raw, Tunnel.gtp)
}

/** Where the headers end; -1: not among the bytes that are there. */
const innerOffset = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  first: number,
  flags: number,
): number => {
  let at = first + HEADER_LENGTH
  if ((flags & HAS_OPTIONAL) === 0) return at
  if (view.available(at) < OPTIONAL_LENGTH) return -1
  let next = flags & HAS_EXTENSION ? u8(bytes, start + at + NEXT_EXTENSION) : 0
  at += OPTIONAL_LENGTH
  for (let count = 0; next !== 0; count++) {
    if (count === MAX_EXTENSIONS || view.available(at) === 0) return -1
    const length = u8(bytes, start + at) * EXTENSION_UNIT
    if (length === 0 || view.available(at) < length) return -1
    at += length
    next = u8(bytes, start + at - 1)
  }
  return at
}

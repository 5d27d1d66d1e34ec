import { i32, u8, u16 } from './bytes.ts'
import type { PacketFields } from './packet-fields.ts'
import { readPorts } from './ports.ts'
import { Layer, Stop } from './stop.ts'

/** RFC 9293, 3.1. */
const SEQUENCE = 4
const ACKNOWLEDGEMENT = 8
const DATA_OFFSET = 12
const FLAGS = 13
const WINDOW = 14
const HEADER_LENGTH = 20

export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

/** Options (RFC 9293, 3.2): a kind, and for all but the first two a length that counts both. */
const END_OF_OPTIONS = 0
const NO_OPERATION = 1
const WINDOW_SCALE = 3
const WINDOW_SCALE_LENGTH = 3
const SHORTEST_OPTION = 2

/** Reads TCP at `at`; options are stepped over, but for those of a SYN. */
export const decodeTcp = (
  view: PacketFields,
  bytes: Uint8Array,
  start: number,
  at: number,
): void => {
  readPorts(view, bytes, start, at)
  if (!view.has(Layer.tcp, at, HEADER_LENGTH)) return
  const header = start + at
  view.sequence = i32(bytes, header + SEQUENCE)
  view.acknowledgement = i32(bytes, header + ACKNOWLEDGEMENT)
  view.tcpFlags = u8(bytes, header + FLAGS)
  view.window = u16(bytes, header + WINDOW)
  const headerLength = (u8(bytes, header + DATA_OFFSET) >> 4) << 2
  if (headerLength < HEADER_LENGTH) {
    view.halt(Stop.malformed, Layer.tcp, at, HEADER_LENGTH)
    return
  }
  if (!view.has(Layer.tcp, at, headerLength)) return
  view.payload(at + headerLength)
  if (view.tcpFlags & TcpFlag.syn) view.windowScale = windowScaleOf(bytes, header, headerLength)
}

/** The shift that the SYN at `header` offers (RFC 7323, 2.2); -1: none. */
export const windowScaleOf = (bytes: Uint8Array, header: number, headerLength: number): number => {
  const end = header + headerLength
  for (let at = header + HEADER_LENGTH; at < end; ) {
    const kind = u8(bytes, at)
    if (kind === END_OF_OPTIONS) return -1
    if (kind === NO_OPERATION) {
      at++
      continue
    }
    const length = at + 1 < end ? u8(bytes, at + 1) : 0
    if (length < SHORTEST_OPTION || at + length > end) return -1
    if (kind === WINDOW_SCALE && length === WINDOW_SCALE_LENGTH) return u8(bytes, at + 2)
    at += length
  }
  return -1
}

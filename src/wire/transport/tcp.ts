import { i32, u8, u16 } from '../bytes.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { readPorts } from './ports.ts'

/** RFC 9293, 3.1. */
const SEQUENCE = 4
const ACKNOWLEDGEMENT = 8
const DATA_OFFSET = 12
const FLAGS = 13
const WINDOW = 14
const HEADER_LENGTH = 20

export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const

/** Reads TCP at `at`; options are stepped over. */
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
}

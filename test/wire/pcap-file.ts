import { readFileSync } from 'node:fs'

/** One record of a capture file; `bytes` holds what was captured. */
export type PcapRecord = {
  readonly bytes: Uint8Array
  readonly wireLength: number
  readonly seconds: number
  readonly nanoseconds: number
}

const FILE_HEADER = 24
const RECORD_HEADER = 16
const LINK_TYPE = 20
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
const LINK_ETHERNET = 1

/**
 * The records of a pcap file (libpcap's format, both byte orders and clocks); undefined: not one,
 * or not Ethernet.
 */
export const readPcap = (path: string): readonly PcapRecord[] | undefined => {
  const file = readFileSync(path)
  if (file.length < FILE_HEADER) return undefined
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const magics = [MICROSECONDS, NANOSECONDS]
  const isLittle = magics.includes(view.getUint32(0, true))
  const magic = view.getUint32(0, isLittle)
  if (!magics.includes(magic)) return undefined
  if ((view.getUint32(LINK_TYPE, isLittle) & 0xffff) !== LINK_ETHERNET) return undefined
  const records: PcapRecord[] = []
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length; ) {
    const start = at + RECORD_HEADER
    const captured = view.getUint32(at + 8, isLittle)
    if (start + captured > file.length) break
    records.push({
      bytes: file.subarray(start, start + captured),
      wireLength: view.getUint32(at + 12, isLittle),
      seconds: view.getUint32(at, isLittle),
      nanoseconds: view.getUint32(at + 4, isLittle) * (magic === MICROSECONDS ? 1000 : 1),
    })
    at = start + captured
  }
  return records
}

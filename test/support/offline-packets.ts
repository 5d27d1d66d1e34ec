import { createRequire } from 'node:module'
import type Koffi from 'koffi'

/** A packet as libpcap reads it from a file. */
export type OfflinePacket = {
  readonly seconds: number
  readonly nanoseconds: number
  readonly wire: number
  readonly bytes: Buffer
}

const ERROR_BYTES = 256
/** PCAP_TSTAMP_PRECISION_NANO of pcap/pcap.h. */
const NANOSECONDS = 1
const HEADER_BYTES = 24

/** Reads a capture file as tcpdump does: with libpcap itself. Throws what it says of a file that it cannot read. */
export const readWithLibpcap = (path: string): OfflinePacket[] => {
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi
  const pcap = koffi.load('libpcap.so.0.8')
  const open = pcap.func(
    'void *pcap_open_offline_with_tstamp_precision(const char *, uint, void *)',
  )
  const next = pcap.func('int pcap_next_ex(void *, void *, void *)')
  const errorOf = pcap.func('const char *pcap_geterr(void *)')
  const close = pcap.func('void pcap_close(void *)')
  const errors = Buffer.alloc(ERROR_BYTES)
  const handle = open(path, NANOSECONDS, errors) as bigint | null
  if (handle === null) throw new Error(errors.toString('latin1').split('\0', 1)[0])
  const header = Buffer.alloc(8)
  const data = Buffer.alloc(8)
  const packets: OfflinePacket[] = []
  const copied = (address: bigint, length: number) =>
    Buffer.from(new Uint8Array(koffi.view(address, length)))
  try {
    for (;;) {
      const result = next(handle, header, data) as number
      if (result === -2) return packets // the end of the file
      if (result !== 1) throw new Error(errorOf(handle) as string)
      const head = copied(header.readBigUInt64LE(), HEADER_BYTES)
      packets.push({
        seconds: Number(head.readBigInt64LE(0)),
        nanoseconds: Number(head.readBigInt64LE(8)),
        wire: head.readUInt32LE(20),
        bytes: copied(data.readBigUInt64LE(), head.readUInt32LE(16)),
      })
    }
  } finally {
    close(handle)
  }
}

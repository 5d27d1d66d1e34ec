import { assert } from '../../base/assert.ts'
import { Failure } from '../../base/failure.ts'
import { libpcap } from './libpcap.ts'
import { checkFilter, openDead } from './packet-filter.ts'

/** A frame is given with its tag in place, so it may be as long as any. */
const SNAPLEN_BYTES = 65_535
/** sizeof(struct bpf_program) on 64 bits. */
const PROGRAM_BYTES = 16
/** struct pcap_pkthdr: a timeval of 16 bytes, then the captured and the wire length as u32. */
const HEADER_BYTES = 24
const NETMASK_UNKNOWN = 0xffff_ffff

/** A filter for Ethernet frames that were captured before. Freed by `close`, once. */
export type OfflineFilter = {
  /** Whether the filter takes this frame; `bytes` is read for `captured` bytes. */
  readonly matches: (bytes: Buffer, captured: number, wire: number) => boolean
  readonly close: () => void
}

/** Compiles `filter` (pcap-filter(7)). Rejects with FILTER_INVALID or DRIVER_UNAVAILABLE. */
export const openOfflineFilter = async (filter: string): Promise<OfflineFilter> => {
  await checkFilter(filter)
  const pcap = libpcap()
  const handle = openDead(pcap, SNAPLEN_BYTES)
  const program = Buffer.alloc(PROGRAM_BYTES)
  if ((await pcap.compileAside(handle, program, filter, 1, NETMASK_UNKNOWN)) !== 0) {
    const reason = pcap.error(handle)
    pcap.close(handle)
    throw new Failure('FILTER_INVALID', { filter, reason })
  }
  const header = Buffer.alloc(HEADER_BYTES)
  return {
    matches: (bytes, captured, wire) => {
      assert(captured <= bytes.length, 'a frame lies inside its buffer')
      header.writeUInt32LE(captured, 16)
      header.writeUInt32LE(wire, 20)
      return pcap.offlineFilter(program, header, bytes) !== 0
    },
    close: () => {
      pcap.freeCode(program)
      pcap.close(handle)
    },
  }
}

import { assert } from '../../base/assert.ts'
import { type Libc, libc, mapFailed } from '../libc.ts'
import {
  AF_PACKET,
  BLOCK_BYTES,
  int32,
  MAP_SHARED,
  PACKET_RX_RING,
  PACKET_VERSION,
  PROT_READ_WRITE,
  ringRequest,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_PACKET,
  TPACKET_V3,
} from './ring-abi.ts'

/** More would be asked for by mistake; the memory is the kernel's and cannot be swapped. */
const MAX_RING_BYTES = 1 << 30

/**
 * A packet socket with its ring, mapped into this process and bound to nothing yet: it has no protocol, so no frame comes in. The numbers
 * are those of the process, so that another thread can free what a broken one held.
 */
export type MappedRing = { readonly fd: number; readonly address: bigint; readonly bytes: number }

/** What a system call returned, or the failure that it stands for. */
export type Must = (call: string, result: number) => number

/**
 * Makes a ring of `bytes`, a multiple of 1 MiB up to 1 GiB. The kernel waits some 20 ms, at times 50, until no other processor looks at what
 * the socket was before (synchronize_net in packet_set_ring), so this is done in advance where somebody waits for the first frame.
 * `must` throws what a call failed of. Whoever maps it unmaps it, once.
 */
export const mapRing = (c: Libc, bytes: number, must: Must): MappedRing => {
  assert(bytes % BLOCK_BYTES === 0, 'the ring is a multiple of 1 MiB')
  assert(bytes >= BLOCK_BYTES && bytes <= MAX_RING_BYTES, 'the ring is 1 MiB to 1 GiB')
  const fd = must('socket', c.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0))
  try {
    for (const [call, id, value] of [
      ['PACKET_VERSION', PACKET_VERSION, int32(TPACKET_V3)],
      ['PACKET_RX_RING', PACKET_RX_RING, ringRequest(bytes)],
    ] as const) {
      must(call, c.setsockopt(fd, SOL_PACKET, id, value, value.length))
    }
    const address = c.mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0)
    if (address === mapFailed) must('mmap', -1)
    return { fd, address, bytes }
  } catch (error) {
    c.close(fd)
    throw error
  }
}

/** Frees a ring. No view of its memory may be left. */
export const unmapRing = ({ fd, address, bytes }: MappedRing): void => {
  const c = libc()
  const unmapped = c.munmap(address, bytes)
  const closed = c.close(fd)
  assert(unmapped === 0 && closed === 0, 'a ring is freed once')
}

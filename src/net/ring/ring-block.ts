import { type FrameSink, LINK_ETHERNET } from '../packet-source.ts'

/**
 * How the kernel lays out a block of a TPACKET_V3 ring (linux/if_packet.h, packet_mmap.rst) and how it is read in place.
 * Indexes into `words` are in units of 4 bytes, into `halves` of 2; the machine is little-endian, as the kernel writes host order.
 */
export type RingMemory = {
  readonly words: Int32Array
  readonly halves: Uint16Array
  readonly bytes: Uint8Array
}

/** struct tpacket_block_desc, in words from the block's start. */
export const blockWord = {
  status: 2,
  frames: 3,
  firstFrame: 4,
  openedSeconds: 8,
  openedNanoseconds: 9,
} as const

/** The block is ours to read (TP_STATUS_USER); 0 hands it back to the kernel. */
export const STATUS_USER = 1
export const STATUS_KERNEL = 0

/** struct tpacket3_hdr, in words from the frame header's start; `mac` in halves. */
export const frameWord = {
  next: 0,
  seconds: 1,
  nanoseconds: 2,
  captured: 3,
  wire: 4,
  status: 5,
  vlan: 8,
} as const
export const frameHalf = { mac: 12 } as const

/** sizeof(struct tpacket3_hdr), to a multiple of TPACKET_ALIGNMENT. */
const FRAME_HEADER_BYTES = 48

/** The kernel took a VLAN tag off, and its TCI is in the header (TP_STATUS_VLAN_VALID). */
export const STATUS_VLAN_VALID = 16

/** A tag of 802.1Q that was taken off: TPID and TCI. */
const VLAN_TAG_BYTES = 4

/** Time limit of a block all of whose frames are wanted. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER

/**
 * Hands the frames of the block in [start, end) to `sink`, except those that the kernel took in after the time limit.
 * Allocates nothing. Reads and hands out nothing outside the block: false where the block says otherwise, and the
 * frames before that place have been handed out.
 */
export const deliverBlock = (
  memory: RingMemory,
  start: number,
  end: number,
  sink: FrameSink,
  limitSeconds: number,
  limitNanoseconds: number,
): boolean => {
  const { words, halves, bytes } = memory
  const frames = wordAt(words, (start >> 2) + blockWord.frames)
  let at = start + wordAt(words, (start >> 2) + blockWord.firstFrame)
  for (let i = 0; i < frames; i++) {
    // Compared without adding first, so that no sum can leave 32 bits.
    if (at < start || at > end - FRAME_HEADER_BYTES || (at & 3) !== 0) return false
    const word = at >> 2
    const frame = at + (halves[(at >> 1) + frameHalf.mac] as number)
    const wire = wordAt(words, word + frameWord.wire)
    const kept = Math.min(wordAt(words, word + frameWord.captured), wire)
    if (kept < 0 || frame > end || kept > end - frame) return false
    const seconds = wordAt(words, word + frameWord.seconds) >>> 0
    const nanoseconds = wordAt(words, word + frameWord.nanoseconds)
    if (seconds < limitSeconds || (seconds === limitSeconds && nanoseconds <= limitNanoseconds)) {
      if ((wordAt(words, word + frameWord.status) & STATUS_VLAN_VALID) === 0)
        sink.frame(bytes, frame, kept, wire, seconds, nanoseconds, -1, LINK_ETHERNET)
      else {
        const vlan = wordAt(words, word + frameWord.vlan) & 0xffff
        sink.frame(
          bytes,
          frame,
          kept,
          wire + VLAN_TAG_BYTES,
          seconds,
          nanoseconds,
          vlan,
          LINK_ETHERNET,
        )
      }
    }
    const next = wordAt(words, word + frameWord.next)
    if (next <= 0 && i + 1 < frames) return false
    at += next
  }
  return true
}

/** The caller has checked that `index` lies inside the ring. */
const wordAt = (words: Int32Array, index: number): number => words[index] as number

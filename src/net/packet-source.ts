/**
 * Where frames come from. Two drivers implement it: the kernel's packet ring (Linux) and `cap` (libpcap, everywhere).
 * Not part of this port: decoding, counting, time intervals. The source owns the socket and the memory of the frames.
 */
export interface PacketSource {
  /**
   * Hands frames to `sink` until `stopped()` is true, then what the kernel had taken in before that moment, and resolves to it (ms).
   * `stopped` is asked at least every 200 ms. Rejects with INTERFACE_GONE when the interface disappears.
   */
  run(sink: FrameSink, stopped: () => boolean): Promise<number>
  /** Frames that the kernel dropped since the last call, because nobody took them in time; null where the driver cannot know. */
  takeDrops(): number | null
  /** Frees the socket and the ring. Idempotent. */
  close(): void
}

export interface FrameSink {
  /**
   * One frame. `bytes` belongs to the source and is valid during this call only: copy what you keep.
   * `wireLength` counts the whole frame as sent, with a VLAN tag that the kernel took off; `capturedLength` ≤ `wireLength`.
   * Time is the kernel's, in whole seconds since the epoch and nanoseconds. `vlan` is the TCI of a tag that was taken off, or -1.
   * `link` says how the frame begins: a LINKTYPE_ number of tcpdump.org.
   */
  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): void
  /** Called at least every 200 ms, frames or not, so that intervals close in silence too. */
  tick(): void
}

/** LINKTYPE_ETHERNET: the only one that both drivers capture. */
export const LINK_ETHERNET = 1

export const drivers = ['ring', 'cap'] as const
export type Driver = (typeof drivers)[number]

export type SourceOptions = {
  readonly interface: string
  /** BPF in libpcap's language; empty: everything. */
  readonly filter: string
  /** Bytes kept of each frame, 64 to 65,535. */
  readonly snaplenBytes: number
  readonly promiscuous: boolean
  /** Memory of the kernel ring in bytes, a multiple of 1 MiB. */
  readonly ringBytes: number
}

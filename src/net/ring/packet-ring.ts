import { setImmediate as turn } from 'node:timers/promises'
import { assert } from '../../base/assert.ts'
import { systemClock } from '../../base/clock.ts'
import { captureFailed } from '../capture-failure.ts'
import { libc } from '../libc.ts'
import type { FrameSink, PacketSource, SourceOptions } from '../packet-source.ts'
import type { MappedRing } from './mapped-ring.ts'
import { BLOCK_BYTES, RETIRE_MS } from './ring-abi.ts'
import {
  blockWord,
  deliverBlock,
  NO_LIMIT,
  type RingMemory,
  STATUS_KERNEL,
  STATUS_USER,
} from './ring-block.ts'
import { openRingSocket, type RingSocket, runFailure } from './ring-socket.ts'

/** How long a call of poll blocks the thread: half of what the port promises between two looks at `stopped`. */
const POLL_MS = 100

/**
 * Frames up to the end may lie in a block that the kernel still fills. It retires such a block at the second expiry of the
 * retire timer at the latest (the first may only find that the block is a new one), so this is that and some slack.
 */
const DRAIN_MS = 2 * RETIRE_MS + 80

/** CLOCK_REALTIME of time.h: the clock of the frames' timestamps. */
const CLOCK_REALTIME = 0

/**
 * Linux's AF_PACKET ring (TPACKET_V3, packet_mmap.rst). `run` blocks its thread while it waits, for up to 100 ms, and lets the
 * event loop turn in between, so it belongs into a worker thread. Frames are kept from `openPacketRing` on. A ring that was mapped in
 * advance belongs to the source, unless this fails. Fails to open with
 * CAPTURE_NOT_PERMITTED, INTERFACE_UNKNOWN, INTERFACE_GONE (also: the interface is down), FILTER_INVALID, DRIVER_UNAVAILABLE, CAPTURE_FAILED.
 */
export const openPacketRing = (options: SourceOptions, mapped?: MappedRing): PacketSource =>
  new PacketRing(options.interface, openRingSocket(options, mapped))

class PacketRing implements PacketSource {
  readonly #interface: string
  readonly #socket: RingSocket
  readonly #memory: RingMemory
  readonly #blocks: number
  /** The block that the kernel hands over next. */
  #block = 0
  #drops = 0
  #started = false
  /** Set at the moment that ends the capture: what the kernel drops later is nobody's loss. */
  #ended = false
  #closed = false

  constructor(interfaceName: string, socket: RingSocket) {
    this.#interface = interfaceName
    this.#socket = socket
    this.#memory = {
      words: new Int32Array(socket.memory),
      halves: new Uint16Array(socket.memory),
      bytes: new Uint8Array(socket.memory),
    }
    this.#blocks = socket.memory.byteLength / BLOCK_BYTES
  }

  async run(sink: FrameSink, stopped: () => boolean): Promise<number> {
    assert(!this.#started, 'a packet source runs once')
    this.#started = true
    let taken = 0
    while (!stopped()) {
      const ready = this.#ready()
      if (ready) this.#take(sink, NO_LIMIT, 0)
      sink.tick()
      // Under load no wait is needed, but once a round the socket is asked whether it still has an interface.
      if (ready && ++taken % this.#blocks !== 0) continue
      const errno = this.#socket.wait(ready ? 0 : POLL_MS)
      if (errno !== 0) {
        await this.#drain(sink)
        throw runFailure(this.#interface, errno)
      }
      await turn()
      if (this.#closed) return systemClock.now()
    }
    return this.#drain(sink)
  }

  takeDrops(): number {
    if (!this.#ended && !this.#closed) this.#drops += this.#socket.drops()
    const drops = this.#drops
    this.#drops = 0
    return drops
  }

  close(): void {
    if (this.#closed) return
    if (!this.#ended) this.#drops += this.#socket.drops()
    this.#closed = true
    this.#socket.close()
  }

  /** What the kernel took in up to now, from blocks that it has handed over and the one it is about to. Resolves to this now, in ms. */
  async #drain(sink: FrameSink): Promise<number> {
    const now = realtime()
    const endedAt = systemClock.now()
    sink.tick()
    this.#drops += this.#socket.drops()
    this.#ended = true
    const deadline = performance.now() + DRAIN_MS
    // Blocks that were opened before now are at most the whole ring; a clock set back must not add to them.
    let left = this.#blocks
    while (left > 0 && !this.#closed) {
      if (this.#ready()) {
        if (this.#openedAfter(now)) return endedAt
        this.#take(sink, now.seconds, now.nanoseconds)
        left--
      } else {
        const wait = Math.ceil(deadline - performance.now())
        if (wait <= 0) return endedAt
        this.#socket.wait(Math.min(wait, POLL_MS))
        await turn()
      }
      sink.tick()
    }
    return endedAt
  }

  #ready(): boolean {
    return (Atomics.load(this.#memory.words, this.#word(blockWord.status)) & STATUS_USER) !== 0
  }

  /** Hands the block's frames to the sink, then the block to the kernel. */
  #take(sink: FrameSink, limitSeconds: number, limitNanoseconds: number): void {
    const start = this.#block * BLOCK_BYTES
    const end = start + BLOCK_BYTES
    if (!deliverBlock(this.#memory, start, end, sink, limitSeconds, limitNanoseconds))
      throw captureFailed(this.#interface, `block ${this.#block} of the ring is malformed`)
    Atomics.store(this.#memory.words, this.#word(blockWord.status), STATUS_KERNEL)
    this.#block = (this.#block + 1) % this.#blocks
  }

  #openedAfter(time: Time): boolean {
    const { words } = this.#memory
    const seconds = (words[this.#word(blockWord.openedSeconds)] ?? 0) >>> 0
    const nanoseconds = words[this.#word(blockWord.openedNanoseconds)] ?? 0
    return seconds > time.seconds || (seconds === time.seconds && nanoseconds > time.nanoseconds)
  }

  /** Where a word of the current block's header lies. */
  #word(offset: number): number {
    return ((this.#block * BLOCK_BYTES) >> 2) + offset
  }
}

type Time = { readonly seconds: number; readonly nanoseconds: number }

/** Now, in whole seconds since the epoch and nanoseconds. `Date.now` cuts to a millisecond, in which many frames have room. */
const realtime = (): Time => {
  const time = Buffer.alloc(16) // struct timespec: seconds i64, nanoseconds i64
  assert(libc().clockGetTime(CLOCK_REALTIME, time) === 0, 'there is a clock')
  return { seconds: Number(time.readBigInt64LE(0)), nanoseconds: Number(time.readBigInt64LE(8)) }
}

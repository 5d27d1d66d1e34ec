import { createHash, type Hash } from 'node:crypto'
import {
  close,
  closeSync,
  fdatasync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Clock, systemClock } from '../../../base/clock.ts'
import { reasonOf } from '../../../base/failure.ts'
import { fileHeader, packetBlockBytes, writePacketBlock } from '../../../wire/file/pcapng.ts'
import { packetFileName, placeOf } from './packet-file-name.ts'

/** Packets wait here for one write: a megabyte is some thousand of them, and a few milliseconds of a slow card. */
const BUFFER_BYTES = 1024 * 1024
/** What a kill can cost of the packets in memory, at most. */
const FLUSH_MS = 1_000
/** After a write that failed (a full disk), packets are tried again from here on. */
const RETRY_MS = 30_000
const APPLICATION = 'Vigie'

/** How the packets of a segment are saved. */
export type SaveOrder = {
  /** Of this capture; made where it is missing. */
  readonly folder: string
  readonly segment: number
  /** A file is closed when it has grown to this many bytes… */
  readonly fileBytes: number
  /** …or when its first packet is this old, in ms. */
  readonly fileMs: number
}

export type SavedFile = {
  /** In its segment, from 1. */
  readonly number: number
  readonly bytes: number
  readonly packets: number
  /** When its first and its last packet came, in ms since the epoch. */
  readonly firstAt: number
  readonly lastAt: number
  /** In hex. */
  readonly sha256: string
}

export type PacketWriterOptions = {
  readonly order: SaveOrder
  readonly interface: string
  readonly filter: string
  readonly snaplenBytes: number
  readonly saved: (file: SavedFile) => void
  /** `number` is that of the file that goes no further, where there is one; nobody writes to it any more. */
  readonly failed: (reason: string, number: number | null) => void
  /** Whether to save nothing now: asked at each tick. */
  readonly paused: () => boolean
  readonly clock?: Clock
}

type OpenFile = {
  readonly number: number
  readonly descriptor: number
  readonly hash: Hash
  readonly startedAt: number
  bytes: number
  packets: number
  firstAt: number
  lastAt: number
}

/**
 * Writes the packets of one segment into pcapng files, each closed at its bound and named when it is whole. Runs in the capture thread and
 * writes synchronously: while the disk takes its time, the kernel's ring holds what comes, and what it drops is counted. Copies each
 * frame into a buffer of its own and allocates nothing for it.
 */
export class PacketWriter {
  readonly #options: PacketWriterOptions
  readonly #clock: Clock
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  readonly #finishing = new Set<Promise<void>>()
  #used = 0
  #number = 0
  #file: OpenFile | undefined
  #flushedAt = 0
  /** Until when nothing is saved, in ms; 0: it is. */
  #offUntil = 0
  /** The memory of the frames as a Buffer, whose `copy` allocates nothing; made anew where the source changes its memory. */
  #frames: Buffer = Buffer.alloc(0)

  constructor(options: PacketWriterOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const { folder, segment } = options.order
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // An attempt that could not say that the segment is open has left its packets under the same number.
    const places = readdirSync(folder).map(placeOf)
    const numbers = places.map((place) => (place?.segment === segment ? place.number : 0))
    this.#number = numbers.reduce((most, number) => Math.max(most, number), 0)
  }

  /** The parameters are those of a FrameSink. */
  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
  ): void {
    if (this.#offUntil !== 0) return
    const room = packetBlockBytes(capturedLength)
    if (this.#used + room > BUFFER_BYTES) this.#flush()
    const file = this.#file ?? this.#open()
    if (file === undefined || this.#offUntil !== 0) return
    if (this.#frames.buffer !== bytes.buffer || this.#frames.byteOffset !== bytes.byteOffset) {
      this.#frames = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.#used = writePacketBlock(
      this.#buffer,
      this.#used,
      this.#frames,
      offset,
      capturedLength,
      wireLength,
      seconds,
      nanoseconds,
      vlan,
    )
    const at = seconds * 1_000 + Math.floor(nanoseconds / 1e6)
    if (file.packets === 0) file.firstAt = at
    file.packets++
    file.lastAt = at
    if (file.bytes + this.#used >= this.#options.order.fileBytes) this.#finish()
  }

  /** Called at least every 200 ms. */
  tick(): void {
    const now = this.#clock.now()
    const paused = this.#options.paused()
    if (paused) {
      this.#finish()
      this.#offUntil = Number.POSITIVE_INFINITY
      return
    }
    if (this.#offUntil === Number.POSITIVE_INFINITY || now >= this.#offUntil) this.#offUntil = 0
    const file = this.#file
    if (file === undefined) return
    if (now - file.startedAt >= this.#options.order.fileMs) this.#finish()
    else if (now - this.#flushedAt >= FLUSH_MS || now < this.#flushedAt) this.#flush()
  }

  /** Closes the last file; resolves when every file has its name. */
  async close(): Promise<void> {
    this.#finish()
    await Promise.all(this.#finishing)
  }

  #open(): OpenFile | undefined {
    const number = this.#number + 1
    const { interface: name, filter, snaplenBytes } = this.#options
    try {
      const descriptor = openSync(this.#path(number, true), 'w', 0o600)
      const startedAt = this.#clock.now()
      const hash = createHash('sha256')
      this.#file = {
        number,
        descriptor,
        hash,
        startedAt,
        bytes: 0,
        packets: 0,
        firstAt: 0,
        lastAt: 0,
      }
      this.#number = number
      const header = fileHeader({ application: APPLICATION, interface: name, filter, snaplenBytes })
      this.#used = header.copy(this.#buffer)
      return this.#file
    } catch (thrown) {
      this.#fail(thrown)
      return undefined
    }
  }

  /** Writes what waits. A write that fails may leave half a block behind, which is cut off when the file is taken in. */
  #flush(): void {
    const file = this.#file
    this.#flushedAt = this.#clock.now()
    if (file === undefined || this.#used === 0) return
    const waiting = this.#buffer.subarray(0, this.#used)
    this.#used = 0
    try {
      for (let at = 0; at < waiting.length; ) {
        at += writeSync(file.descriptor, waiting, at, waiting.length - at, file.bytes + at)
      }
      file.hash.update(waiting)
      file.bytes += waiting.length
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  #finish(): void {
    this.#flush()
    const file = this.#file
    if (file === undefined) return
    this.#file = undefined
    const finishing = this.#name(file)
      .catch((thrown: unknown) => this.#options.failed(reasonOf(thrown), file.number))
      .finally(() => this.#finishing.delete(finishing))
    this.#finishing.add(finishing)
  }

  /** On the disk first, then its name, then said: whoever hears of a file finds it as it was said. */
  async #name(file: OpenFile): Promise<void> {
    const { number, descriptor, hash, bytes, packets, firstAt, lastAt } = file
    await promisify(fdatasync)(descriptor).finally(() => closeSync(descriptor))
    renameSync(this.#path(number, true), this.#path(number, false))
    this.#options.saved({ number, bytes, packets, firstAt, lastAt, sha256: hash.digest('hex') })
  }

  /** The file stays as far as it was written, under the name of one that grows; whoever looks after the folder takes it in. */
  #fail(thrown: unknown): void {
    const file = this.#file
    this.#file = undefined
    this.#used = 0
    this.#offUntil = this.#clock.now() + RETRY_MS
    this.#options.failed(reasonOf(thrown), file?.number ?? null)
    if (file !== undefined)
      close(
        file.descriptor,
        (closing) => closing && this.#options.failed(reasonOf(closing), file.number),
      )
  }

  #path(number: number, isPart: boolean): string {
    const { folder, segment } = this.#options.order
    return path.join(folder, packetFileName({ segment, number }, isPart))
  }
}

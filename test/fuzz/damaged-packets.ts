import { LinkType } from '../../src/wire/link/link-type.ts'
import { PacketRandom } from './packet-random.ts'
import { FRAME_BYTES_MAX, type SeedFrame, type SeedFrames, type Sequence } from './seed-frames.ts'

/** So many packets in a row come from frames in a row: a conversation gets somewhere before it is left. */
const STRETCH = 64
/** One in so many stays as it was, or conversations would never get beyond their first packets. */
const WHOLE_ONE_IN = 3
const CHANGES_MAX = 6
/** Headers are in front: most of the changes meet them. */
const HEADER_BYTES = 120
const EXTRA_BYTES_MAX = 64
const SLICE_BYTES_MAX = 40
/** Beyond what was captured, now and then: more than any frame has, and more than 32 bits with a sign. */
const WIRE_LENGTHS = [0, 65_535, 262_144, 2 ** 31, 2 ** 32 - 1]

/** From one packet to the next (µs): long enough that flows fall silent, intervals close, and what is idle is released. */
const STEP_US = 20_000
const JUMP_US = 5_000_000
const FIRST_SECOND = 1_700_000_000
/** In so many packets one comes from another age: what follows it is late, until the round ends. */
const AGE_ONE_IN = 100_000
const AGES = [0, 1, 2 ** 31, 2 ** 32 - 1]

/** Those that are known, and one that nobody knows. */
const LINKS = [...Object.values(LinkType), 147]

const DAMAGED_BYTES_MAX = FRAME_BYTES_MAX + EXTRA_BYTES_MAX + CHANGES_MAX * SLICE_BYTES_MAX

const frameAt = (sequence: Sequence, place: number): SeedFrame => {
  const frame = sequence[place % sequence.length]
  if (frame === undefined) throw new Error('there are no frames to begin from')
  return frame
}

/** Makes damaged packets out of frames that were whole. Each is told by its number: the same seed and the same frames make the same one again. */
export class DamagedPackets {
  /** The frame of the packet made last: the first `captured`. */
  readonly bytes = new Uint8Array(DAMAGED_BYTES_MAX)
  captured = 0
  wireLength = 0
  seconds = 0
  nanoseconds = 0
  vlan = -1
  link: number = LinkType.ethernet
  readonly #sources: SeedFrames['sources']
  readonly #seed: number
  readonly #random = new PacketRandom()

  constructor({ sources }: SeedFrames, seed: number) {
    this.#sources = sources
    this.#seed = seed
  }

  /** Makes packet `number`. */
  make(number: number): void {
    const random = this.#random
    random.begin(this.#seed, -1 - Math.floor(number / STRETCH))
    const sequence = this.#sequence()
    const frame = frameAt(sequence, random.below(sequence.length) + (number % STRETCH))
    random.begin(this.#seed, number)
    this.#copy(frame, 0, frame.bytes.length, 0)
    this.captured = frame.bytes.length
    this.wireLength = frame.wireLength
    this.link = frame.link
    this.vlan = -1
    this.#setTime(number)
    if (random.once(WHOLE_ONE_IN)) return
    for (let changes = 1 + random.below(CHANGES_MAX); changes > 0; changes--) this.#change()
    if (random.once(4)) this.#cut()
    this.wireLength = this.#wireLength()
    if (random.once(16)) this.vlan = random.below(0x10000)
    if (random.once(16)) this.link = LINKS[random.below(LINKS.length)] ?? LinkType.ethernet
  }

  /** A time before that of packet `number`, unless it is of another age (ms). */
  startsAt(number: number): number {
    return FIRST_SECOND * 1_000 + Math.floor((number * STEP_US) / 1_000)
  }

  #sequence(): Sequence {
    const random = this.#random
    const source = this.#sources[random.below(this.#sources.length)] ?? []
    return source[random.below(source.length)] ?? []
  }

  /** A header is cut more often than what it carries. */
  #cut(): void {
    const random = this.#random
    const most = random.once(2) ? Math.min(this.captured, HEADER_BYTES) : this.captured
    this.captured = random.below(most + 1)
  }

  #setTime(number: number): void {
    const random = this.#random
    const jump = random.once(32) ? random.below(2 * JUMP_US) - JUMP_US : random.below(STEP_US)
    const us = number * STEP_US + jump + JUMP_US
    this.seconds = FIRST_SECOND + Math.floor(us / 1e6)
    this.nanoseconds = (us % 1e6) * 1_000
    if (random.once(AGE_ONE_IN)) this.seconds = AGES[random.below(AGES.length)] ?? 0
  }

  #wireLength(): number {
    const random = this.#random
    const least = this.captured
    if (random.once(2)) return least
    if (random.once(64)) return Math.max(least, WIRE_LENGTHS[random.below(5)] ?? 0)
    return least + random.below(FRAME_BYTES_MAX)
  }

  #change(): void {
    const { bytes, captured } = this
    const random = this.#random
    const at = random.below(random.once(4) ? captured : Math.min(captured, HEADER_BYTES))
    const what = random.below(10)
    if (what < 3) bytes[at] = random.below(256)
    else if (what === 3) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    else if (what === 4) bytes[at] = (bytes[at] ?? 0) + (random.once(2) ? 1 : -1)
    else if (what === 5) bytes[at] = random.once(2) ? 0xff : 0
    else if (what === 6) this.#setWord(at)
    else if (what === 7) this.#lengthen()
    else if (what === 8) this.#moveTail(at)
    else this.#splice(at)
  }

  /** A length or an offset: a little more or less than what is there, or at a bound. */
  #setWord(at: number): void {
    if (at + 1 >= this.captured) return
    const { bytes } = this
    const random = this.#random
    const near = (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) + random.below(9) - 4
    const bounds = [0, 1, 0x7fff, 0x8000, 0xffff, this.captured, this.captured - at]
    const word = random.once(2) ? near : (bounds[random.below(bounds.length)] ?? 0)
    bytes[at] = word >> 8
    bytes[at + 1] = word
  }

  #lengthen(): void {
    const { bytes } = this
    const end = Math.min(this.captured + this.#random.below(EXTRA_BYTES_MAX), DAMAGED_BYTES_MAX)
    for (let i = this.captured; i < end; i++) bytes[i] = this.#random.below(256)
    this.captured = end
  }

  /** Some bytes twice, or not at all. */
  #moveTail(at: number): void {
    const length = 1 + this.#random.below(SLICE_BYTES_MAX)
    if (this.#random.once(2)) {
      const end = Math.min(this.captured + length, DAMAGED_BYTES_MAX)
      this.bytes.copyWithin(at + length, at, end - length)
      this.captured = Math.max(this.captured, end)
    } else {
      this.bytes.copyWithin(at, at + length, this.captured)
      this.captured = Math.max(at, this.captured - length)
    }
  }

  /** What follows comes from another frame. */
  #splice(at: number): void {
    const sequence = this.#sequence()
    const other = frameAt(sequence, this.#random.below(sequence.length))
    const from = this.#random.once(2) ? at : this.#random.below(other.bytes.length)
    this.#copy(other, Math.min(from, other.bytes.length), other.bytes.length, at)
    this.captured = Math.min(at + Math.max(0, other.bytes.length - from), DAMAGED_BYTES_MAX)
  }

  #copy({ bytes: from }: SeedFrame, start: number, end: number, at: number): void {
    const { bytes } = this
    const length = Math.min(end - start, DAMAGED_BYTES_MAX - at)
    for (let i = 0; i < length; i++) bytes[at + i] = from[start + i] ?? 0
  }
}

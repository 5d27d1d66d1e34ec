import { SECONDS_MAX } from './capture-file.ts'

/** Where `PcapngClock.read` puts the time, in whole seconds since the epoch and nanoseconds. */
export const SECONDS = 0
export const NANOSECONDS = 1

const TWO_16 = 0x1_0000
const TWO_32 = 0x1_0000_0000
/** 10^9 nanoseconds are 2^9 times this, which leaves its products with 32 bits exact in a double. */
const FIVE_TO_THE_9TH = 1_953_125

/** `if_tsresol`: its highest bit says that the rest is a power of two, not of ten. */
const BINARY = 0x80
const EXPONENT = 0x7f
/** So many digits behind the point are nanoseconds. */
const NANOSECOND_DIGITS = 9

/**
 * The clock of one interface (draft-ietf-opsawg-pcapng, section 4.2: if_tsresol, if_tsoffset). Times are counts of 64 bits in two
 * halves; a double holds 53 of them, so every step here stays below that, and the result is exact to the nanosecond, rounded down.
 * What does not fit into 32 bits of seconds is held at their ends: no real time is beyond.
 */
export class PcapngClock {
  readonly #isBinary: boolean
  readonly #exponent: number
  readonly #offset: number
  /** Units of a power of ten that is no finer than a nanosecond: in a second, and nanoseconds in one. */
  readonly #unitsPerSecond: number
  readonly #unit: number

  /** `resolution` is the octet of if_tsresol, `offset` seconds to add. */
  constructor(resolution: number, offset: number) {
    this.#isBinary = (resolution & BINARY) !== 0
    this.#exponent = resolution & EXPONENT
    this.#offset = offset
    const digits = Math.min(this.#exponent, NANOSECOND_DIGITS)
    this.#unitsPerSecond = 10 ** digits
    this.#unit = 10 ** (NANOSECOND_DIGITS - digits)
  }

  /** The time that the count with these halves means. Allocates nothing. */
  read(high: number, low: number, time: Uint32Array): void {
    if (this.#isBinary) this.#readBinary(high, low, time)
    else if (this.#exponent > NANOSECOND_DIGITS) this.#readFine(high, low, time)
    else this.#readDecimal(high, low, time)
  }

  /**
   * The quotient of doubles is wrong by one at most as long as it has 32 bits. Then the rest is within ±2^31, and 32-bit
   * arithmetic, which wraps around, has it exactly.
   */
  #readDecimal(high: number, low: number, time: Uint32Array): void {
    const unitsPerSecond = this.#unitsPerSecond
    let seconds = Math.floor((high * TWO_32 + low) / unitsPerSecond)
    let rest = (low - Math.imul(seconds, unitsPerSecond)) | 0
    if (rest < 0) {
      seconds--
      rest += unitsPerSecond
    } else if (rest >= unitsPerSecond) {
      seconds++
      rest -= unitsPerSecond
    }
    this.#put(seconds, rest * this.#unit, time)
  }

  /** Finer than nanoseconds: what is below them is divided off, nine digits at a time, so that 16 bits more fit a rest. */
  #readFine(high: number, low: number, time: Uint32Array): void {
    let upper = high
    let lower = low
    for (let digits = this.#exponent - NANOSECOND_DIGITS; digits > 0; digits -= NANOSECOND_DIGITS) {
      const divisor = 10 ** Math.min(digits, NANOSECOND_DIGITS)
      const first = (upper % divisor) * TWO_16 + Math.floor(lower / TWO_16)
      const second = (first % divisor) * TWO_16 + (lower % TWO_16)
      upper = Math.floor(upper / divisor)
      lower = Math.floor(first / divisor) * TWO_16 + Math.floor(second / divisor)
    }
    this.#readDecimal(upper, lower, time)
  }

  /** The point stands within the lower half, or above it; below, `fraction` are the bits of the upper half behind the point. */
  #readBinary(high: number, low: number, time: Uint32Array): void {
    const bits = this.#exponent
    if (bits <= 32) {
      const unitsPerSecond = 2 ** bits
      const rest = (low % unitsPerSecond) * FIVE_TO_THE_9TH
      const seconds = high * 2 ** (32 - bits) + Math.floor(low / unitsPerSecond)
      this.#put(seconds, Math.floor(rest / 2 ** (bits - 9)), time)
      return
    }
    const unitsPerSecond = 2 ** (bits - 32)
    const fraction = (high % unitsPerSecond) * FIVE_TO_THE_9TH
    const rest = low * FIVE_TO_THE_9TH
    // One nanosecond is 2^(bits - 9) of what the two are in: of `fraction`, it is 2^(bits - 41).
    const nanoseconds =
      bits <= 41
        ? fraction * 2 ** (41 - bits) + Math.floor(rest / 2 ** (bits - 9))
        : Math.floor((fraction + Math.floor(rest / TWO_32)) / 2 ** (bits - 41))
    this.#put(Math.floor(high / unitsPerSecond), nanoseconds, time)
  }

  #put(counted: number, nanoseconds: number, time: Uint32Array): void {
    const seconds = counted + this.#offset
    const isReal = counted <= SECONDS_MAX && seconds >= 0 && seconds <= SECONDS_MAX
    time[SECONDS] = isReal ? seconds : seconds < 0 ? 0 : SECONDS_MAX
    time[NANOSECONDS] = isReal ? nanoseconds : 0
  }
}

import type { RateSeries } from '../../../base/traffic/file-figures.ts'

/** Stretches of time that a file is divided into: what a chart of a terminal's width can show. */
const MAX_STRETCHES = 128
const FIRST_WIDTH_MS = 1
const SECOND_MS = 1_000
/** Packets of several interfaces stand in a file in an order that is nearly that of time: a second is open until so many have begun behind it. */
const OPEN_SECONDS = 8

/** Adds up bytes by time, in as many stretches as fit: where time runs beyond them, two become one. */
export class RateMeter {
  readonly #bytes = new Float64Array(MAX_STRETCHES)
  #from = Number.NaN
  #width = FIRST_WIDTH_MS
  #used = 0
  /** The seconds that are added up, each in the place of its number, and their bytes; and the most that an earlier one had. */
  readonly #seconds = new Float64Array(OPEN_SECONDS)
  readonly #inSecond = new Float64Array(OPEN_SECONDS)
  #most = 0

  /** Takes in a packet of `bytes` at this time. One that came before the first is counted with it. */
  add(seconds: number, nanoseconds: number, bytes: number): void {
    const at = seconds * SECOND_MS + nanoseconds / 1e6
    if (Number.isNaN(this.#from)) this.#from = Math.floor(at)
    let place = Math.floor((at - this.#from) / this.#width)
    while (place >= MAX_STRETCHES) {
      this.#halve()
      place = Math.floor((at - this.#from) / this.#width)
    }
    if (place < 0) place = 0
    if (place >= this.#used) this.#used = place + 1
    this.#bytes[place] = (this.#bytes[place] ?? 0) + bytes
    this.#addToSecond(seconds, bytes)
  }

  get series(): RateSeries {
    return {
      from: Number.isNaN(this.#from) ? 0 : this.#from,
      widthMs: this.#width,
      bytes: [...this.#bytes.subarray(0, this.#used)],
    }
  }

  /** Of the busiest second. */
  get peakBytesPerSecond(): number {
    return Math.max(this.#most, ...this.#inSecond)
  }

  #addToSecond(second: number, bytes: number): void {
    const place = second % OPEN_SECONDS
    if (second !== this.#seconds[place]) {
      this.#most = Math.max(this.#most, this.#inSecond[place] ?? 0)
      this.#seconds[place] = second
      this.#inSecond[place] = 0
    }
    this.#inSecond[place] = (this.#inSecond[place] ?? 0) + bytes
  }

  #halve(): void {
    const bytes = this.#bytes
    for (let i = 0; i < MAX_STRETCHES / 2; i++)
      bytes[i] = (bytes[2 * i] ?? 0) + (bytes[2 * i + 1] ?? 0)
    bytes.fill(0, MAX_STRETCHES / 2)
    this.#width *= 2
    this.#used = Math.ceil(this.#used / 2)
  }
}

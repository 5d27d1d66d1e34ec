import { pause } from './clock.ts'

/** The pauses between the repetitions of what fails: each twice as long as the one before, up to a bound. */
export class BackOff {
  readonly #minMs: number
  readonly #maxMs: number
  #nextMs: number

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs
    this.#maxMs = maxMs
    this.#nextMs = minMs
  }

  /** How long the next pause is, in ms. */
  get nextMs(): number {
    return this.#nextMs
  }

  /** Pauses, at most until `signal` aborts. */
  async pause(signal?: AbortSignal): Promise<void> {
    const ms = this.#nextMs
    this.#nextMs = Math.min(ms * 2, this.#maxMs)
    await pause(ms, signal)
  }

  /** It went well: the next pause is the shortest again. */
  reset(): void {
    this.#nextMs = this.#minMs
  }
}

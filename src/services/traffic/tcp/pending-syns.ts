import { FLAGS, TCP_WORDS, TcpFlow } from './tcp-table.ts'

/** How long a person would wait for an answer: the first repetition of a SYN comes after one second, the second after three (RFC 6298, 2.1). */
const ANSWER_US = 3_000_000
/** Connections that are waited for at once: a scan of a whole /16 in the time above finds no room, and is counted without waiting. */
const MAX_PENDING = 65_536

/** The connections whose SYN was not answered yet, in the order in which they came. */
export class PendingSyns {
  readonly #entries = new Int32Array(MAX_PENDING)
  readonly #at = new Float64Array(MAX_PENDING)
  #first = 0
  #count = 0
  #seen = 0
  #kept = 0

  /** Waits for the answer to the connection at `entry`. Returns how many older ones are known to stay without. */
  add(entry: number, us: number, words: Int32Array): number {
    let unanswered = this.expire(us, words)
    if (this.#count === MAX_PENDING) unanswered += this.#drop(words)
    const place = (this.#first + this.#count) % MAX_PENDING
    this.#entries[place] = entry
    this.#at[place] = us
    this.#count++
    return unanswered
  }

  /** Gives up those whose time is over at `us`, and returns how many of them were not answered. */
  expire(us: number, words: Int32Array): number {
    let unanswered = 0
    while (this.#count > 0 && us - (this.#at[this.#first] ?? 0) > ANSWER_US)
      unanswered += this.#drop(words)
    return unanswered
  }

  /**
   * The connection at entry `from` is now at `to`; called in the order of entries. A SYN that opened an old entry anew stands behind
   * younger ones: it is not found here, and no longer waited for.
   */
  moved(from: number, to: number): void {
    while (this.#seen < this.#count) {
      const place = (this.#first + this.#seen) % MAX_PENDING
      const entry = this.#entries[place] ?? 0
      if (entry > from) return
      this.#seen++
      if (entry < from) continue
      const target = (this.#first + this.#kept++) % MAX_PENDING
      this.#entries[target] = to
      this.#at[target] = this.#at[place] ?? 0
    }
  }

  /** All have moved: those that were not found are no longer waited for. */
  allMoved(): void {
    this.#count = this.#kept
    this.#seen = 0
    this.#kept = 0
  }

  #drop(words: Int32Array): number {
    const flags = words[(this.#entries[this.#first] ?? 0) * TCP_WORDS + FLAGS] ?? 0
    this.#first = (this.#first + 1) % MAX_PENDING
    this.#count--
    return flags & (TcpFlow.answered | TcpFlow.refused | TcpFlow.established) ? 0 : 1
  }
}

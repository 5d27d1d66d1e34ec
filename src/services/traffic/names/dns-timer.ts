import type { DnsHealth } from '../../../base/traffic/traffic-health.ts'

/** Questions that are waited for at once. One that finds its place taken puts the other out: then that one is counted, but not timed. */
const PLACES = 16_384
/** Whoever asked has given up, or asked again, long before (ms): a later answer is counted, but not timed. */
const ANSWER_MS_MAX = 60_000
/** RFC 1035, 4.1.1, with the names of RFC 6895, 2.3. */
const NO_ERROR = 0
const NAME_ERROR = 3

const QUESTIONS = 0
const ANSWERS = 1
const NAME_ERRORS = 2
const FAILURES = 3
const TIMED = 4
const LATENCY_US = 5

/** Counts questions and answers, and times those whose question was seen. */
export class DnsTimer {
  readonly #entries = new Int32Array(PLACES)
  readonly #ids = new Int32Array(PLACES).fill(-1)
  readonly #asked = new Float64Array(PLACES)
  readonly #totals = new Float64Array(6)

  /** A question with this transaction number in the flow at `entry`, at `at` (ms). */
  ask(entry: number, id: number, at: number): void {
    this.#add(QUESTIONS, 1)
    const place = placeOf(entry, id)
    this.#entries[place] = entry
    this.#ids[place] = id
    this.#asked[place] = at
  }

  answer(entry: number, id: number, responseCode: number, at: number): void {
    this.#add(ANSWERS, 1)
    if (responseCode === NAME_ERROR) this.#add(NAME_ERRORS, 1)
    else if (responseCode !== NO_ERROR) this.#add(FAILURES, 1)
    const place = placeOf(entry, id)
    if (this.#entries[place] !== entry || this.#ids[place] !== id) return
    this.#ids[place] = -1
    const elapsed = at - (this.#asked[place] ?? 0)
    if (elapsed > ANSWER_MS_MAX) return
    this.#add(TIMED, 1)
    this.#add(LATENCY_US, Math.max(0, Math.round(elapsed * 1000)))
  }

  /** Entries have moved: what is still waited for cannot be told. */
  forget(): void {
    this.#ids.fill(-1)
  }

  /** What came since the last call. */
  take(): DnsHealth {
    const totals = this.#totals
    const health: DnsHealth = {
      questions: totals[QUESTIONS] ?? 0,
      answers: totals[ANSWERS] ?? 0,
      nameErrors: totals[NAME_ERRORS] ?? 0,
      failures: totals[FAILURES] ?? 0,
      timed: totals[TIMED] ?? 0,
      latencyUs: totals[LATENCY_US] ?? 0,
    }
    totals.fill(0)
    return health
  }

  #add(place: number, amount: number): void {
    this.#totals[place] = (this.#totals[place] ?? 0) + amount
  }
}

const placeOf = (entry: number, id: number): number =>
  (Math.imul(entry, 0x9e3779b1) ^ Math.imul(id, 0x85ebca6b)) >>> 18

import { type BatchPlan, type LogHead, type PreparedAppend, planBatch } from './append-batch.ts'
import { WrongVersion } from './append-request.ts'

/** Streams whose end is remembered, a few MB: more than are written to at once. Then all are forgotten, and learned again. */
const MAX_STREAMS = 20_000

/** A batch that was planned from memory, and the head that it must find. */
export type GuessedBatch = {
  readonly plan: BatchPlan
  readonly position: number
  readonly hash: Buffer
}

/**
 * What the appender remembers of its last commit. As long as the log's head is still that commit, nobody else has appended, so all of it
 * is exact; the transaction that relies on it checks the head first. The keys of the table find what is not remembered: a command that was
 * applied before, a stream that is there already.
 */
export class KnownHead {
  #head: { readonly position: number; readonly hash: Buffer } | undefined
  readonly #versions = new Map<string, number>()

  /** Plans a batch from memory; undefined where the log itself has to be asked. */
  guess(batch: readonly PreparedAppend[]): GuessedBatch | undefined {
    const head = this.#head
    if (head === undefined || !batch.every((append) => this.#isKnown(append))) return undefined
    const plan = planBatch({ ...head, applied: new Set(), versions: this.#versions }, batch)
    // Whoever is refused hears it from the log.
    if (plan.outcomes.some((outcome) => outcome instanceof WrongVersion)) return undefined
    return { plan, ...head }
  }

  /** Notes a batch that was committed behind `head`. */
  learn(head: Pick<LogHead, 'position' | 'hash'>, plan: BatchPlan): void {
    const isOurs = this.#head?.position === head.position && this.#head.hash.equals(head.hash)
    if (!isOurs || this.#versions.size > MAX_STREAMS) this.#versions.clear()
    for (const [, stream, version] of plan.rows) this.#versions.set(stream, version)
    this.#head = { position: plan.position, hash: plan.hash }
  }

  /** After a failure, or where the log turned out to be another one. */
  forget(): void {
    this.#head = undefined
    this.#versions.clear()
  }

  /** A stream that shall be new needs no memory: were it there, its first version would be taken. */
  #isKnown({ request: { stream, expected, rows } }: PreparedAppend): boolean {
    return rows === undefined && (expected === 'none' || this.#versions.has(stream))
  }
}

import type { Interval } from '../../traffic/index.ts'
import type { IntervalWriter } from '../segment/interval-writer.ts'

const HOUR_MS = 3_600_000

const hourOf = (milliseconds: number): number => Math.floor(milliseconds / HOUR_MS)

/**
 * Seals the intervals of a watch each time an hour is full. One seal at a time: where the database was away for hours, one seal covers
 * them all.
 */
export class HourlySeal {
  readonly #seal: (to: number, lostIntervals: number) => Promise<unknown>
  readonly #failed: (thrown: unknown) => void
  #hour: number | undefined
  /** The first interval that is not to be sealed now, by number; undefined: nothing is due. */
  #due: number | undefined
  #sealing: Promise<void> | undefined
  #lostIntervals = 0

  /**
   * `seal` is given the number of the first interval not to seal, and how many were lost since it succeeded last. Where it fails, `failed` is
   * told why, and the next seal covers this one too.
   */
  constructor(
    seal: (to: number, lostIntervals: number) => Promise<unknown>,
    failed: (thrown: unknown) => void,
  ) {
    this.#seal = seal
    this.#failed = failed
  }

  /** Lost intervals that have been said with a seal. */
  get lostIntervals(): number {
    return this.#lostIntervals
  }

  counted(interval: Interval, writer: Pick<IntervalWriter, 'drain' | 'lost'>): void {
    const hour = hourOf(interval.startedAt)
    const isNew = this.#hour !== undefined && hour !== this.#hour
    this.#hour = hour
    if (!isNew) return
    this.#due = interval.number
    this.#sealing ??= this.#sealDue(writer)
  }

  /** Resolves when no seal is under way. */
  async ended(): Promise<void> {
    await this.#sealing
  }

  async #sealDue(writer: Pick<IntervalWriter, 'drain' | 'lost'>): Promise<void> {
    while (this.#due !== undefined) {
      await writer.drain() // the rows of the full hour are committed
      const to = this.#due
      this.#due = undefined
      const lost = writer.lost - this.#lostIntervals
      try {
        await this.#seal(to, lost)
        this.#lostIntervals += lost
      } catch (thrown) {
        this.#failed(thrown)
      }
    }
    this.#sealing = undefined
  }
}

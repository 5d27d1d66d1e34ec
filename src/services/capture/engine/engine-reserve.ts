import type { Driver } from '../../../net/packet-source.ts'
import { createEngineHost, type EngineHost } from './engine-host.ts'

/** After a host was taken the next one is loaded this much later, so that the loading does not delay the capture that begins. */
const REFILL_MS = 250
/** A host that broke while it waited is replaced after this: what breaks at once would else break without end. */
const REPAIR_MS = 5_000

/**
 * Keeps one host of the ring loaded and waiting, its ring mapped, because both take longer than a capture may take to begin. Its memory,
 * about 20 MB and the ring, is that of one more capture.
 */
export class EngineReserve {
  #waiting: EngineHost | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false
  readonly #ringBytes: number

  /** Without `ready` nothing waits until a first host has been asked for. */
  constructor(ringBytes: number, ready: boolean) {
    this.#ringBytes = ringBytes
    if (ready) this.#refill()
  }

  /** A host to be started at once: the one that waits where it fits, else a new one. */
  take(driver: Driver): EngineHost {
    if (driver !== 'ring') return createEngineHost(driver, this.#ringBytes)
    const host = this.#waiting ?? createEngineHost(driver, this.#ringBytes)
    this.#waiting = undefined
    this.#refillIn(REFILL_MS)
    return host
  }

  /** Nothing waits any more when this resolves; whoever still takes gets a new host. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = undefined
    await waiting?.discard()
  }

  #refillIn(ms: number): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#refill(), ms)
    this.#timer.unref()
  }

  #refill(): void {
    const host = createEngineHost('ring', this.#ringBytes, () => {
      if (this.#waiting !== host) return
      this.#waiting = undefined
      this.#refillIn(REPAIR_MS)
    })
    this.#waiting = host
  }
}

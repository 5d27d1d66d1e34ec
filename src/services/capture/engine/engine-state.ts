import type { MappedRing } from '../../../net/ring/mapped-ring.ts'

const STOP = 0
const FD = 1
const ADDRESS = 2
const BYTES = 3
const WORDS = 4
/** No descriptor: 0 is one. */
const NONE = -1n

/**
 * What an engine's thread and its host share as memory, because a thread inside a system call hears no message, and one that broke says
 * nothing any more.
 */
export class EngineState {
  readonly memory: SharedArrayBuffer
  readonly #words: BigInt64Array<SharedArrayBuffer>

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(WORDS * BigInt64Array.BYTES_PER_ELEMENT)
    this.#words = new BigInt64Array(this.memory)
    if (memory === undefined) Atomics.store(this.#words, FD, NONE)
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1n)
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0n
  }

  /** The thread holds this ring: if it breaks, its host frees it. */
  hold({ fd, address, bytes }: MappedRing): void {
    Atomics.store(this.#words, ADDRESS, BigInt.asIntN(64, address))
    Atomics.store(this.#words, BYTES, BigInt(bytes))
    Atomics.store(this.#words, FD, BigInt(fd))
  }

  /** Nobody holds a ring any more. Said before it is freed: a ring that is left behind is memory, one freed twice somebody else's socket. */
  release(): MappedRing | undefined {
    const fd = Atomics.exchange(this.#words, FD, NONE)
    if (fd === NONE) return undefined
    const address = BigInt.asUintN(64, Atomics.load(this.#words, ADDRESS))
    return { fd: Number(fd), address, bytes: Number(Atomics.load(this.#words, BYTES)) }
  }
}

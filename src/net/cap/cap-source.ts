import type { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { setImmediate as turn } from 'node:timers/promises'
import { assert } from '../../base/assert.ts'
import { type Failure, reasonOf } from '../../base/failure.ts'
import {
  captureFailed,
  driverUnavailable,
  interfaceGone,
  interfaceUnknown,
  linkTypeUnsupported,
} from '../capture-failure.ts'
import { compileFilter } from '../filter/packet-filter.ts'
import { isInterfaceName, isSwitchedOn, listInterfaces } from '../interfaces.ts'
import {
  type FrameSink,
  LINK_ETHERNET,
  type PacketSource,
  type SourceOptions,
} from '../packet-source.ts'

/** How often `stopped` and the interface are asked: half of what the port promises. */
const ASK_MS = 100

/** Frames have no time of their own here, so under load those after the end cannot be told from those before; this bounds them. */
const DRAIN_MS = 50

/** The snaplen that `cap` sets is fixed: with a buffer as large, what arrives is the whole frame and its length that of the wire. */
const BUFFER_BYTES = 65_535

/** A thousand waiting frames, at the 64 KiB that libpcap may set aside for each. */
const QUEUE_BYTES_MIN = 64 * 1024 * 1024

type Cap = EventEmitter & {
  /** The link type's name. `buffer` receives each frame; `cap` keeps its bare address. Throws libpcap's text. */
  open(device: string, filter: string, bufferBytes: number, buffer: Buffer): string
  close(): boolean
}

/**
 * Every capture and its buffer stay reachable until the process ends: `cap` holds a raw pointer to the buffer, and its
 * destructor touches the event loop's handle even where `open` failed before there was one.
 */
const kept: unknown[] = []

/**
 * libpcap through the npm package `cap`, for where there is no packet ring. To be opened in a child process, once: two threads
 * of one process cannot load it, it never frees its handle in the event loop, and an assertion of its own ends the process when
 * the interface goes down (`capExitFailure` tells the parent what that means). It may print a warning on standard error.
 *
 * What it cannot do: times are those of arrival, to the millisecond; drops are unknown; it is always promiscuous; under load
 * frames that arrive up to 50 ms after the end may be counted. libpcap sets 64 KiB of `ringBytes` aside for each waiting frame
 * where the interface merges segments, so bursts are lost early. A VLAN tag is put back into the frame, so `vlan` is -1 and
 * `wireLength` the same as the ring's. On loopback libpcap leaves out the outgoing copy, so a frame counts once.
 * Frames between `openCapSource` and `run` are lost: call both in one turn of the event loop.
 * Fails with the same codes as the ring, as libpcap itself is asked first, through the same door.
 */
export const openCapSource = (options: SourceOptions): PacketSource => {
  const name = options.interface
  const Constructor = loadCap()
  const found = listInterfaces().find((one) => one.name === name)
  if (!isInterfaceName(name) || found === undefined) throw interfaceUnknown(name)
  // cap throws libpcap's prose for every fault and may not be freed after one: so the same steps are taken here before.
  compileFilter(name, options.filter, options.snaplenBytes, 'cap')
  const buffer = Buffer.alloc(BUFFER_BYTES)
  const cap = new Constructor()
  kept.push(cap, buffer)
  const linkType = open(cap, options, buffer)
  if (linkType !== 'ETHERNET') {
    cap.close()
    throw linkTypeUnsupported('cap', name, linkType)
  }
  return new CapSource(cap, buffer, name, found.index, options.snaplenBytes)
}

class CapSource implements PacketSource {
  readonly #cap: Cap
  readonly #buffer: Buffer
  readonly #interface: string
  readonly #index: number
  readonly #snaplenBytes: number
  #started = false
  #closed = false

  constructor(cap: Cap, buffer: Buffer, name: string, index: number, snaplenBytes: number) {
    this.#cap = cap
    this.#buffer = buffer
    this.#interface = name
    this.#index = index
    this.#snaplenBytes = snaplenBytes
  }

  async run(sink: FrameSink, stopped: () => boolean): Promise<number> {
    assert(!this.#started, 'a packet source runs once')
    this.#started = true
    try {
      await this.#untilStopped(sink, stopped)
      if (!this.#closed) await this.#drain(sink)
      return Date.now()
    } finally {
      this.close()
    }
  }

  takeDrops(): null {
    return null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cap.close()
  }

  #untilStopped(sink: FrameSink, stopped: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let asked = Date.now()
      const end = (failure?: unknown): void => {
        clearInterval(timer)
        this.#cap.removeListener('packet', packet)
        if (failure === undefined) resolve()
        else reject(failure)
      }
      const ask = (now: number): void => {
        asked = now
        try {
          sink.tick()
          if (this.#closed || stopped()) end()
          else if (isSwitchedOn(this.#interface, this.#index) === false)
            end(interfaceGone(this.#interface))
        } catch (error) {
          end(error)
        }
      }
      const packet = (bytes: number): void => {
        const now = Date.now()
        try {
          this.#frame(sink, bytes, now)
        } catch (error) {
          end(error)
          return
        }
        // Under load cap does not return to the event loop, and no timer runs.
        if (now - asked >= ASK_MS || now < asked) ask(now)
      }
      const timer = setInterval(() => ask(Date.now()), ASK_MS)
      this.#cap.on('packet', packet)
    })
  }

  /** One turn of the event loop takes in what waits in the kernel; closing ends it where frames never cease. */
  async #drain(sink: FrameSink): Promise<void> {
    const end = Date.now() + DRAIN_MS
    let fault: unknown
    this.#cap.on('packet', (bytes: number) => {
      const now = Date.now()
      if (this.#closed) return
      if (now >= end) return this.close()
      try {
        this.#frame(sink, bytes, now)
      } catch (error) {
        fault = error
        this.close()
      }
    })
    await turn()
    await turn()
    if (fault !== undefined) throw fault
    sink.tick()
  }

  #frame(sink: FrameSink, bytes: number, now: number): void {
    const seconds = Math.floor(now / 1_000)
    const nanoseconds = (now - seconds * 1_000) * 1_000_000
    const kept = Math.min(bytes, this.#snaplenBytes)
    sink.frame(this.#buffer, 0, kept, bytes, seconds, nanoseconds, -1, LINK_ETHERNET)
  }
}

const open = (cap: Cap, options: SourceOptions, buffer: Buffer): string => {
  try {
    return cap.open(
      options.interface,
      options.filter,
      Math.max(options.ringBytes, QUEUE_BYTES_MIN),
      buffer,
    )
  } catch (error) {
    throw captureFailed(options.interface, reasonOf(error))
  }
}

/** An optional dependency: it is compiled on the machine, which needs libpcap's headers and a compiler. */
const loadCap = (): (new () => Cap) => {
  let loaded: unknown
  try {
    loaded = createRequire(import.meta.url)('cap')
  } catch (error) {
    throw missing(reasonOf(error), error)
  }
  const found: unknown =
    typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'Cap') : undefined
  if (typeof found !== 'function') throw missing('the package has no Cap')
  return found as new () => Cap
}

const missing = (reason: string, cause?: unknown): Failure =>
  driverUnavailable('cap', `the package cannot be loaded (${reason.split('\n', 1)[0]})`, cause)

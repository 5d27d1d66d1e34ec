import { i32, u8, u16 } from '../../wire/bytes.ts'
import { DESTINATION_MAC, SOURCE_MAC } from '../../wire/ethernet.ts'
import { IpProtocol } from '../../wire/ip-protocol.ts'
import type { PacketView } from '../../wire/packet-view.ts'
import { TcpFlag } from '../../wire/tcp.ts'
import { FLOW_WORDS, isIp, PROTOCOL, writeFlowKey } from './flow-key.ts'
import { KeyTable, resized } from './key-table.ts'

/**
 * Flows held at once, if nothing else is asked: about 120 MB, which a machine with 1 GB still has.
 */
export const DEFAULT_FLOW_LIMIT = 1_000_000

/**
 * After this long without a packet a flow is over. Established TCP may be silent between two
 * keep-alives of its applications.
 */
export const TCP_IDLE_MS = 300_000
/** After a FIN or RST only stragglers come. */
export const TCP_CLOSED_IDLE_MS = 30_000
/** What RFC 4787, REQ-5 asks of a NAT as the least for UDP. */
export const OTHER_IDLE_MS = 120_000

/** Below this many flows a search for idle ones would free next to nothing. */
const MIN_SWEEP_FLOWS = 1024
/**
 * Idle flows are looked for at least this often, so that the memory of a burst comes back in quiet
 * times.
 */
const SWEEP_MS = 300_000

/** What is remembered of a flow besides its counters. */
export const FlowFlag = {
  /** The higher end sent the first packet. */
  firstHigh: 1,
  /** A SYN said who the client is. */
  synSeen: 2,
  /** With `synSeen`: the client is the higher end. */
  clientHigh: 4,
  /** FIN or RST was seen. */
  closed: 8,
  /**
   * A frame for the lower, the higher end went to a group MAC, and this end never sent: it is a
   * broadcast address.
   */
  groupLow: 16,
  groupHigh: 32,
} as const

/**
 * Figures of a flow, side by side because one packet touches them together (64 bytes, a cache
 * line): each pair is of the lower end, then of the higher one.
 */
export const FIGURES = 8
export const PACKETS = 0
/** Wire lengths. */
export const BYTES = 2
/** First and last packet, in milliseconds since the epoch. */
const FIRST_AT = 4
const LAST_AT = 5
/** The MAC that this end last sent from, as a number of 48 bits; 0: it has not sent. */
export const MACS = 6

/**
 * All flows of a segment that are not over, in typed arrays under an entry number. Counters hold
 * what came since the last `closeInterval`. Columns are replaced when the table grows or shrinks:
 * do not keep them. Idle flows are released when an interval closes; one that returns is a new
 * flow.
 */
export class FlowTable {
  readonly #table: KeyTable
  /** Those of an entry begin at `entry * FIGURES`. */
  figures: Float64Array
  /** FlowFlag bits by entry. */
  flags: Uint8Array
  /** The entries with packets since the last `closeInterval`: the first `activeCount`. */
  active: Int32Array
  activeCount = 0
  /** IP flows first seen since the last `closeInterval`. */
  newFlows = 0
  /** Which end sent the frame counted last: 0 the lower, 1 the higher. */
  lastSender: 0 | 1 = 0
  #sweepAt = MIN_SWEEP_FLOWS
  #sweptAt = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
    this.#table = new KeyTable(FLOW_WORDS, limit)
    const { capacity } = this.#table
    this.figures = new Float64Array(FIGURES * capacity)
    this.flags = new Uint8Array(capacity)
    this.active = new Int32Array(capacity)
  }

  /** Flows held. */
  get size(): number {
    return this.#table.size
  }

  /** Flows there is memory for. */
  get capacity(): number {
    return this.#table.capacity
  }

  /** The words of all keys (see flow-key.ts): those of an entry begin at `entry * FLOW_WORDS`. */
  get keys(): Int32Array {
    return this.#table.keys
  }

  /** The key of the frame counted last. */
  get lastKey(): Int32Array {
    return this.#table.key
  }

  /**
   * Counts the frame that `view` has decoded. True: done. False: no room for one more flow, nothing
   * was counted and `lastKey` says whose frame it is, `lastSender` which end sent it.
   */
  count(
    bytes: Uint8Array,
    start: number,
    view: PacketView,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const table = this.#table
    const sender = writeFlowKey(table.key, bytes, start, view)
    this.lastSender = sender
    const size = table.size
    const entry = table.find()
    if (entry < 0) return false
    const at = seconds * 1000 + nanoseconds / 1e6
    if (entry === size) this.#begin(entry, sender, at)
    const figures = this.figures
    const first = FIGURES * entry
    if (figures[first + PACKETS] === 0 && figures[first + PACKETS + 1] === 0)
      this.active[this.activeCount++] = entry
    figures[first + PACKETS + sender] = (figures[first + PACKETS + sender] ?? 0) + 1
    figures[first + BYTES + sender] = (figures[first + BYTES + sender] ?? 0) + wireLength
    figures[first + LAST_AT] = at
    this.#note(entry, sender, bytes, start, view)
    return true
  }

  /**
   * Sets the counters to zero, and releases flows that are idle at `now` (ms since the epoch) where
   * that pays.
   */
  closeInterval(now: number): void {
    for (let i = 0; i < this.activeCount; i++) {
      const first = FIGURES * (this.active[i] ?? 0)
      this.figures.fill(0, first + PACKETS, first + FIRST_AT)
    }
    this.activeCount = 0
    this.newFlows = 0
    if (this.size >= this.#sweepAt || Math.abs(now - this.#sweptAt) >= SWEEP_MS) this.#sweep(now)
  }

  #begin(entry: number, sender: 0 | 1, at: number): void {
    if (this.active.length !== this.#table.capacity) this.#resizeColumns()
    this.figures.fill(0, FIGURES * entry, FIGURES * (entry + 1))
    this.figures[FIGURES * entry + FIRST_AT] = at
    this.flags[entry] = sender === 1 ? FlowFlag.firstHigh : 0
    if (isIp(this.#table.key[PROTOCOL] ?? 0)) this.newFlows++
  }

  #note(entry: number, sender: 0 | 1, bytes: Uint8Array, start: number, view: PacketView): void {
    const mac = start + SOURCE_MAC
    this.figures[FIGURES * entry + MACS + sender] =
      u16(bytes, mac) * 2 ** 32 + (i32(bytes, mac + 2) >>> 0)
    let flags = this.flags[entry] ?? 0
    flags &= ~(sender === 0 ? FlowFlag.groupLow : FlowFlag.groupHigh)
    if (u8(bytes, start + DESTINATION_MAC) & 1 && !this.#hasSent(entry, 1 - sender))
      flags |= sender === 0 ? FlowFlag.groupHigh : FlowFlag.groupLow
    if (view.tcpFlags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst))
      flags = afterTcp(flags, sender, view)
    this.flags[entry] = flags
  }

  #hasSent(entry: number, side: number): boolean {
    return this.figures[FIGURES * entry + MACS + side] !== 0
  }

  /**
   * Moves the flows that are not over to the front. The next search comes when their number has
   * doubled or time has passed, so that a flow pays for a constant number of moves and the memory
   * stays within twice of what is needed.
   */
  #sweep(now: number): void {
    let kept = 0
    for (let entry = 0; entry < this.size; entry++) {
      if (this.#isOver(entry, now)) continue
      if (kept !== entry) {
        this.#table.move(entry, kept)
        this.figures.copyWithin(FIGURES * kept, FIGURES * entry, FIGURES * (entry + 1))
        this.flags[kept] = this.flags[entry] ?? 0
      }
      kept++
    }
    this.#table.truncate(kept)
    if (this.active.length !== this.#table.capacity) this.#resizeColumns()
    this.#sweptAt = now
    this.#sweepAt = Math.min(this.#limit, Math.max(MIN_SWEEP_FLOWS, 2 * kept))
  }

  /** A flow whose last packet lies in the future is not over: the clock was set back. */
  #isOver(entry: number, now: number): boolean {
    const idle = now - (this.figures[FIGURES * entry + LAST_AT] ?? 0)
    if (this.keys[FLOW_WORDS * entry + PROTOCOL] !== IpProtocol.tcp) return idle > OTHER_IDLE_MS
    const isClosed = ((this.flags[entry] ?? 0) & FlowFlag.closed) !== 0
    return idle > (isClosed ? TCP_CLOSED_IDLE_MS : TCP_IDLE_MS)
  }

  #resizeColumns(): void {
    const { capacity } = this.#table
    this.figures = resized(this.figures, FIGURES * capacity)
    this.flags = resized(this.flags, capacity)
    this.active = resized(this.active, capacity)
  }
}

/**
 * A SYN opens the flow and names its client (with ACK: the other end), unless one did before; FIN
 * and RST close it.
 */
const afterTcp = (flags: number, sender: 0 | 1, view: PacketView): number => {
  if (!(view.tcpFlags & TcpFlag.syn)) return flags | FlowFlag.closed
  const opened = flags & ~FlowFlag.closed
  if (flags & FlowFlag.synSeen) return opened
  const client = view.tcpFlags & TcpFlag.ack ? 1 - sender : sender
  return opened | FlowFlag.synSeen | (client === 1 ? FlowFlag.clientHigh : 0)
}

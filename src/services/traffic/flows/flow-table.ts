import { i32, u16 } from '../../../wire/bytes.ts'
import { IpProtocol } from '../../../wire/network/ip-protocol.ts'
import type { PacketView } from '../../../wire/packet-view.ts'
import { TcpFlag } from '../../../wire/transport/tcp.ts'
import { KeyTable, resized } from '../tables/key-table.ts'
import { hashOfFlow } from './flow-hash.ts'
import { isIp, KEY_WORDS, PROTOCOL, writeFlowKey } from './flow-key.ts'
import {
  AMOUNTS,
  BYTES,
  FIRST_AT,
  FLOW_WORDS,
  FlowFlag,
  LAST_AT,
  MACS,
  NUMBERS,
  PACKETS,
  STATE,
} from './flow-record.ts'
import { MacTable } from './mac-table.ts'

/**
 * Flows held at once, if nothing else is asked: at most some 190 MB, which a machine with 1 GB still has.
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
/** Memory is given back where a burst had so many flows, and an eighth of them is left. */
const MIN_RENEW_FLOWS = 65_536
const RENEW_FACTOR = 8

/** Who keeps something of a flow under its entry, and must follow when entries move. */
export interface FlowKeeper {
  /** The flow at entry `from` is now at `to`, which is not behind it; flows move in the order of their entries. Called for those that stay too. */
  moved(from: number, to: number): void
  /** The flow at `entry` is over. */
  ended(entry: number): void
  /** All have moved; with `givesBack` memory that is no longer needed is to be given back. */
  allMoved(givesBack: boolean): void
}

/**
 * All flows of a segment that are not over, in typed arrays under an entry number. Packets and bytes are those since the last
 * `closeInterval`. Columns are replaced when memory is given back: do not keep them. Idle flows are released when an interval closes;
 * one that returns is a new flow.
 */
export class FlowTable {
  readonly #table: KeyTable
  /** Those of an entry begin at `entry * AMOUNTS`. */
  amounts: Float64Array
  /** Those of an entry begin at `entry * NUMBERS`. */
  numbers: Int32Array
  readonly macs = new MacTable()
  /** The entries with packets since the last `closeInterval`: the first `activeCount`. */
  active: Int32Array
  activeCount = 0
  /** IP flows first seen since the last `closeInterval`. */
  newFlows = 0
  /** Which end sent the frame counted last: 0 the lower, 1 the higher. */
  lastSender: 0 | 1 = 0
  #keeper: FlowKeeper | undefined
  #sweepAt = MIN_SWEEP_FLOWS
  #sweptAt = 0
  #most = 0
  #last = 0
  readonly #limit: number
  readonly #idleMs: number
  readonly #activeMs: number

  /**
   * `limit`: flows held at once. A packet that comes later than `idleMs` after the last one of its flow, or than `activeMs` after the first,
   * begins another flow of the same key.
   */
  constructor(
    limit: number,
    idleMs = Number.POSITIVE_INFINITY,
    activeMs = Number.POSITIVE_INFINITY,
  ) {
    this.#limit = limit
    this.#idleMs = idleMs
    this.#activeMs = activeMs
    this.#table = new KeyTable(KEY_WORDS, limit, { record: FLOW_WORDS, hash: hashOfFlow })
    this.numbers = this.#table.keys
    this.amounts = new Float64Array(this.numbers.buffer)
    this.active = new Int32Array(MIN_SWEEP_FLOWS)
  }

  /** Who is told of flows that move and end. */
  keptBy(keeper: FlowKeeper): void {
    this.#keeper = keeper
  }

  /** Flows held. */
  get size(): number {
    return this.#table.size
  }

  /** Flows that the index has room for: it follows the number of flows, so that few of them stay in the cache. */
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
   * Counts the frame that `view` has decoded, and returns its entry. -1: no room for one more flow, nothing was counted and `lastKey`
   * says whose frame it is, `lastSender` which end sent it.
   */
  count(
    bytes: Uint8Array,
    start: number,
    view: PacketView,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
  ): number {
    const table = this.#table
    const sender = writeFlowKey(table.key, bytes, start, view)
    this.lastSender = sender
    const size = table.size
    let entry = table.isKeyOf(this.#last) ? this.#last : table.find()
    const at = seconds * 1000 + nanoseconds / 1e6
    const { amounts, numbers } = this
    if (entry >= 0 && entry < size && this.#isOverdue(entry, at)) entry = table.again()
    if (entry < 0) return -1
    this.#last = entry
    const amount = AMOUNTS * entry
    const number = NUMBERS * entry
    if (entry === size) this.#begin(entry, sender, at)
    const low = numbers[number + PACKETS] ?? 0
    const high = numbers[number + PACKETS + 1] ?? 0
    const own = sender === 0 ? low : high
    if (own === 0) {
      if (low + high === 0) this.#activate(entry)
      this.#noteMacs(number, sender, bytes, start, view)
    }
    numbers[number + PACKETS + sender] = (own + 1) | 0
    amounts[amount + BYTES + sender] = (amounts[amount + BYTES + sender] ?? 0) + wireLength
    amounts[amount + LAST_AT] = at
    if (view.tcpFlags & (TcpFlag.syn | TcpFlag.fin | TcpFlag.rst))
      numbers[number + STATE] = afterTcp(numbers[number + STATE] ?? 0, sender, view)
    return entry
  }

  /**
   * Sets the counters to zero, and releases flows that are idle at `now` (ms since the epoch) where
   * that pays.
   */
  closeInterval(now: number): void {
    const { active, amounts, numbers } = this
    for (let i = 0; i < this.activeCount; i++) {
      const entry = active[i] ?? 0
      numbers[NUMBERS * entry + PACKETS] = 0
      numbers[NUMBERS * entry + PACKETS + 1] = 0
      amounts[AMOUNTS * entry + BYTES] = 0
      amounts[AMOUNTS * entry + BYTES + 1] = 0
    }
    this.activeCount = 0
    this.newFlows = 0
    if (this.size >= this.#sweepAt || Math.abs(now - this.#sweptAt) >= SWEEP_MS) this.#sweep(now)
  }

  #isOverdue(entry: number, at: number): boolean {
    const amount = AMOUNTS * entry
    return (
      at - (this.amounts[amount + LAST_AT] ?? 0) > this.#idleMs ||
      at - (this.amounts[amount + FIRST_AT] ?? 0) > this.#activeMs
    )
  }

  #begin(entry: number, sender: 0 | 1, at: number): void {
    const { amounts, numbers } = this
    amounts[AMOUNTS * entry + BYTES] = 0
    amounts[AMOUNTS * entry + BYTES + 1] = 0
    amounts[AMOUNTS * entry + FIRST_AT] = at
    const number = NUMBERS * entry
    for (let i = PACKETS; i < NUMBERS; i++) numbers[number + i] = 0
    numbers[number + STATE] = sender === 1 ? FlowFlag.firstHigh : 0
    if (isIp(this.#table.key[PROTOCOL] ?? 0)) this.newFlows++
  }

  #activate(entry: number): void {
    if (this.activeCount === this.active.length)
      this.active = resized(this.active, 2 * this.active.length)
    this.active[this.activeCount++] = entry
  }

  /** With the first packet of this end in an interval: a MAC that changes is seen in the next one. */
  #noteMacs(
    number: number,
    sender: 0 | 1,
    bytes: Uint8Array,
    start: number,
    view: PacketView,
  ): void {
    const { numbers } = this
    const offset = view.sourceMacOffset
    const mac =
      offset < 0
        ? this.macs.none
        : this.macs.numberOf(u16(bytes, start + offset), i32(bytes, start + offset + 2))
    const macs = numbers[number + MACS] ?? 0
    numbers[number + MACS] =
      sender === 0 ? (macs & ~0xffff) | mac : (macs & 0xffff) | ((mac << 16) | 0)
    let state = numbers[number + STATE] ?? 0
    state &= ~(sender === 0 ? FlowFlag.groupLow : FlowFlag.groupHigh)
    const otherMac = sender === 0 ? macs >>> 16 : macs & 0xffff
    if (view.groupFrame === 1 && otherMac === 0)
      state |= sender === 0 ? FlowFlag.groupHigh : FlowFlag.groupLow
    numbers[number + STATE] = state
  }

  /**
   * Moves the flows that are not over to the front. The next search comes when their number has
   * doubled or time has passed, so that a flow pays for a constant number of moves and the memory
   * stays within twice of what is needed.
   */
  #sweep(now: number): void {
    this.#most = Math.max(this.#most, this.size)
    let kept = 0
    for (let entry = 0; entry < this.size; entry++) {
      if (this.#isOver(entry, now)) {
        this.#keeper?.ended(entry)
        continue
      }
      this.#keeper?.moved(entry, kept)
      if (kept !== entry) {
        this.#table.move(entry, kept)
      }
      kept++
    }
    this.#table.truncate(kept)
    const givesBack = this.#most >= MIN_RENEW_FLOWS && kept * RENEW_FACTOR < this.#most
    this.#keeper?.allMoved(givesBack)
    if (givesBack) this.#renew(kept)
    this.#last = 0
    this.#sweptAt = now
    this.#sweepAt = Math.min(this.#limit, Math.max(MIN_SWEEP_FLOWS, 2 * kept))
  }

  #renew(kept: number): void {
    this.#table.renew()
    this.numbers = this.#table.keys
    this.amounts = new Float64Array(this.numbers.buffer)
    this.active = new Int32Array(MIN_SWEEP_FLOWS)
    this.#most = kept
  }

  /** A flow whose last packet lies in the future is not over: the clock was set back. */
  #isOver(entry: number, now: number): boolean {
    const idle = now - (this.amounts[AMOUNTS * entry + LAST_AT] ?? 0)
    if (this.keys[FLOW_WORDS * entry + PROTOCOL] !== IpProtocol.tcp) return idle > OTHER_IDLE_MS
    const isClosed = ((this.numbers[NUMBERS * entry + STATE] ?? 0) & FlowFlag.closed) !== 0
    return idle > (isClosed ? TCP_CLOSED_IDLE_MS : TCP_IDLE_MS)
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

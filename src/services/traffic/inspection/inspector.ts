import { IpProtocol } from '../../../wire/network/ip-protocol.ts'
import type { PacketView } from '../../../wire/packet-view.ts'
import { type Payload, Verdict } from '../applications/application.ts'
import { applications } from '../applications/index.ts'
import {
  ApplicationFlag,
  applicationOf,
  looksOf,
  MAX_LOOKS,
  withApplication,
  withLook,
} from '../flows/flow-application.ts'
import { PORTS } from '../flows/flow-key.ts'
import { FLOW_WORDS, NUMBERS, SLOT, STATE } from '../flows/flow-record.ts'
import { isClientLow } from '../flows/flow-sides.ts'
import type { FlowTable } from '../flows/flow-table.ts'
import type { FlowFacts } from '../names/flow-facts.ts'
import { ApplicationOrders } from './application-orders.ts'
import { PayloadSlots } from './payload-slots.ts'

const orders = new ApplicationOrders(applications)
const TLS = applications.findIndex(({ name }) => name === 'tls') + 1

type Shown = { -readonly [Key in keyof Payload]: Payload[Key] }

/** Shows the payloads of flows to the applications until one has recognised its own, and to that one until nothing more is to be learned. */
export class Inspector {
  readonly #flows: FlowTable
  readonly #facts: FlowFacts
  readonly #slots = new PayloadSlots()
  readonly #single = new Int32Array(1)
  readonly #shown: Shown = {
    bytes: new Uint8Array(0),
    from: 0,
    to: 0,
    datagrams: 1,
    ends: this.#single,
    isCut: false,
    isTcp: false,
    fromClient: false,
    clientPort: 0,
    serverPort: 0,
    isToGroup: false,
  }

  constructor(flows: FlowTable, facts: FlowFacts) {
    this.#flows = flows
    this.#facts = facts
  }

  /** Takes a payload of the flow at `entry`, not empty and not seen before, sent by `side` at this time. Asked only where the flow is not settled, or follows. */
  take(
    entry: number,
    side: 0 | 1,
    bytes: Uint8Array,
    start: number,
    view: PacketView,
    seconds: number,
    nanoseconds: number,
  ): void {
    const captured = Math.min(view.payloadOffset + view.payloadLength, view.captured)
    if (captured <= view.payloadOffset) return
    const { numbers } = this.#flows
    const number = NUMBERS * entry
    const state = numbers[number + STATE] ?? 0
    const known = applicationOf(state)
    const from = start + view.payloadOffset
    const isSettled = (state & ApplicationFlag.settled) !== 0
    if (isSettled && applications[known - 1]?.followsWhere?.(bytes[from] ?? 0) === false) return
    const isTcp = view.protocol === IpProtocol.tcp
    this.#aim(entry, side, view, isTcp)
    this.#facts.at = seconds * 1e3 + nanoseconds / 1e6
    const to = start + captured
    const isCut = captured < view.payloadOffset + view.payloadLength
    if (isSettled) {
      this.#show(bytes, from, to, isCut)
      this.#ask(known)
      return
    }
    if (looksOf(state) === MAX_LOOKS) {
      this.#settle(entry)
      if (applications[known - 1]?.follows !== true) return
      this.#show(bytes, from, to, isCut)
      this.#ask(known)
      return
    }
    const slot = (numbers[number + SLOT] ?? 0) - 1
    const isKept = slot >= 0 && (this.#slots.lengths[2 * slot + side] ?? 0) > 0
    if (isTcp && !isKept && isPadding(bytes, from, to)) return
    numbers[number + STATE] = withLook(state)
    if (isKept) {
      // A segment that came too early comes again, or never: the missing one is waited for.
      if (isTcp && this.#slots.nexts[2 * slot + side] !== view.sequence) return
      if (!this.#slots.append(slot, side, bytes, from, to)) {
        this.#settle(entry)
        return
      }
      this.#showKept(slot, side, isCut)
    } else this.#show(bytes, from, to, isCut)
    const verdict = this.#judge(entry, slot, state)
    if (verdict === Verdict.secures)
      numbers[number + STATE] = (numbers[number + STATE] ?? 0) | ApplicationFlag.secured
    if (verdict === Verdict.next || verdict === Verdict.secures) this.#forget(entry, side)
    else if (verdict === Verdict.unsure || verdict === Verdict.more) {
      this.#keep(entry, side, isKept, view)
    } else this.#settle(entry)
  }

  /** The flow at `from` is now at `to`. */
  moved(from: number, to: number): void {
    const slot = (this.#flows.numbers[NUMBERS * from + SLOT] ?? 0) - 1
    if (slot >= 0) this.#slots.entries[slot] = to
  }

  /** The flow at `entry` is over. */
  ended(entry: number): void {
    const slot = (this.#flows.numbers[NUMBERS * entry + SLOT] ?? 0) - 1
    if (slot >= 0) this.#slots.free(slot)
  }

  /** Says to everybody whose payload it is. */
  #aim(entry: number, side: 0 | 1, view: PacketView, isTcp: boolean): void {
    const { keys, numbers } = this.#flows
    const state = numbers[NUMBERS * entry + STATE] ?? 0
    const ports = keys[FLOW_WORDS * entry + PORTS] ?? 0
    const isLow = isClientLow(keys, FLOW_WORDS * entry, state)
    const shown = this.#shown
    shown.isTcp = isTcp
    shown.fromClient = isLow === (side === 0)
    shown.clientPort = isLow ? ports >>> 16 : ports & 0xffff
    shown.serverPort = isLow ? ports & 0xffff : ports >>> 16
    shown.isToGroup = view.groupFrame === 1
    const facts = this.#facts
    facts.entry = entry
    facts.side = side
    facts.isToGroup = shown.isToGroup
  }

  #show(bytes: Uint8Array, from: number, to: number, isCut: boolean): void {
    const shown = this.#shown
    shown.bytes = bytes
    shown.from = from
    shown.to = to
    shown.isCut = isCut
    shown.datagrams = 1
    this.#single[0] = to
    shown.ends = this.#single
  }

  #showKept(slot: number, side: 0 | 1, isCut: boolean): void {
    const place = 2 * slot + side
    const length = this.#slots.lengths[place] ?? 0
    this.#show(this.#slots.bytesOf(slot, side), 0, length, isCut)
    if (this.#shown.isTcp) return
    this.#shown.datagrams = this.#slots.datagrams[place] ?? 0
    this.#shown.ends = this.#slots.endsOf(slot, side)
  }

  #ask(number: number): Verdict {
    this.#facts.application = number
    return applications[number - 1]?.look(this.#shown, this.#facts) ?? Verdict.no
  }

  #judge(entry: number, slot: number, state: number): Verdict {
    const known = applicationOf(state)
    if (known === 0) return this.#search(entry, slot)
    if ((state & ApplicationFlag.secured) === 0) return this.#ask(known)
    const verdict = this.#ask(TLS)
    // The other side first agrees, in its own words.
    return verdict === Verdict.no ? Verdict.next : verdict
  }

  /** Asks everybody who may still be meant; the first who is sure is the one. */
  #search(entry: number, slot: number): Verdict {
    const { candidates } = this.#slots
    const { isTcp, serverPort, clientPort } = this.#shown
    const order = orders.of(isTcp, serverPort, clientPort)
    let first = 0
    let second = 0
    for (let i = 0; i < order.length; i++) {
      const number = order[i] ?? 0
      const bit = 1 << ((number - 1) & 31)
      const isSecond = number > 32
      if (slot >= 0 && ((candidates[2 * slot + (isSecond ? 1 : 0)] ?? 0) & bit) === 0) continue
      const verdict = this.#ask(number)
      if (verdict === Verdict.no) continue
      if (verdict === Verdict.unsure) {
        if (isSecond) second |= bit
        else first |= bit
        continue
      }
      const { numbers } = this.#flows
      const at = NUMBERS * entry + STATE
      numbers[at] = withApplication(numbers[at] ?? 0, number)
      return verdict
    }
    if ((first | second) === 0) return Verdict.no
    const kept = slot >= 0 ? slot : this.#claim(entry)
    candidates[2 * kept] = first
    candidates[2 * kept + 1] = second
    return Verdict.unsure
  }

  /** Keeps what is shown until more of it comes. */
  #keep(entry: number, side: 0 | 1, isKept: boolean, view: PacketView): void {
    const { bytes, from, to, isCut } = this.#shown
    const slot = (this.#flows.numbers[NUMBERS * entry + SLOT] ?? 0) - 1
    const own = slot >= 0 ? slot : this.#claim(entry)
    if (isCut && this.#shown.isTcp) this.#slots.clear(own, side)
    else if (!isKept && !this.#slots.append(own, side, bytes, from, to)) this.#settle(entry)
    this.#slots.nexts[2 * own + side] = (view.sequence + view.payloadLength) | 0
  }

  /** What this side said is understood. */
  #forget(entry: number, side: 0 | 1): void {
    const { numbers } = this.#flows
    const slot = (numbers[NUMBERS * entry + SLOT] ?? 0) - 1
    if (slot < 0) return
    this.#slots.clear(slot, side)
    if ((this.#slots.lengths[2 * slot + 1 - side] ?? 0) > 0) return
    this.#slots.free(slot)
    numbers[NUMBERS * entry + SLOT] = 0
  }

  #claim(entry: number): number {
    if (this.#slots.isFull) this.#settle(this.#slots.nextInTurn())
    const slot = this.#slots.claim(entry)
    this.#flows.numbers[NUMBERS * entry + SLOT] = slot + 1
    return slot
  }

  /** Nothing more is to be learned of the flow, or it was given up. */
  #settle(entry: number): void {
    const { numbers } = this.#flows
    const at = NUMBERS * entry
    const slot = (numbers[at + SLOT] ?? 0) - 1
    if (slot >= 0) this.#slots.free(slot)
    numbers[at + SLOT] = 0
    const state = (numbers[at + STATE] ?? 0) | ApplicationFlag.settled
    const application = applications[applicationOf(state) - 1]
    numbers[at + STATE] = application?.follows === true ? state | ApplicationFlag.follows : state
  }
}

/** Ethernet fills short frames up (IEEE 802.3, 3.2.8), and some captures count that as payload: it says nothing. */
const MAX_PADDING = 6

const isPadding = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (to - from > MAX_PADDING) return false
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false
  return true
}

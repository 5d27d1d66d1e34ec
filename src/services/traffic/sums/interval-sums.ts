import { namesServer } from '../applications/index.ts'
import { EndKind, isUnspecified, type LocalNetworks } from '../ends/local-networks.ts'
import type { NeighbourTable } from '../ends/neighbour-table.ts'
import type { OwnMachine } from '../ends/own-machine.ts'
import { ApplicationFlag, applicationOf } from '../flows/flow-application.ts'
import { END_WORDS, GROUP_BIT, isIp, MAPPED, PROTOCOL } from '../flows/flow-key.ts'
import {
  AMOUNTS,
  BYTES,
  FIRST_AT,
  FLOW_WORDS,
  FlowFlag,
  LAST_AT,
  macOf,
  NAME,
  NUMBERS,
  PACKETS,
  STATE,
} from '../flows/flow-record.ts'
import { isClientLow, serverPort } from '../flows/flow-sides.ts'
import type { FlowTable } from '../flows/flow-table.ts'
import type { Names } from '../names/names.ts'
import { SumTable } from '../tables/sum-table.ts'
import { ApartSums } from './apart-sums.ts'

/** Protocol word, server port, application number. */
export const PROTOCOL_WIDTH = 3
/** MAC (2 words), address. */
export const DEVICE_WIDTH = 2 + END_WORDS
/** Address, name. */
export const DESTINATION_WIDTH = END_WORDS + 1
/** Both ends, then 0 for addresses or 1 for MACs. */
export const CONVERSATION_WIDTH = 2 * END_WORDS + 1

export type SumsOptions = {
  readonly local: LocalNetworks
  readonly names: Names
  readonly neighbours: NeighbourTable
  /** Who captures; left out where nobody knows. */
  readonly own?: OwnMachine | undefined
  /** Whether devices know when they were seen: flows know it for their whole life, which is that of a file, and longer than an interval. */
  readonly hasSpans: boolean
}

/** Adds the flows of an interval up into its four lists, and what is told apart of them. */
export class IntervalSums {
  readonly protocols = new SumTable(PROTOCOL_WIDTH)
  readonly devices: SumTable
  readonly destinations = new SumTable(DESTINATION_WIDTH)
  /** Own sum: the bytes of flows whose client is the lower end. */
  readonly conversations = new SumTable(CONVERSATION_WIDTH)
  readonly apart: ApartSums
  readonly #local: LocalNetworks
  readonly #names: Names
  readonly #neighbours: NeighbourTable
  /** Address words of an ARP sender, as a device has them. */
  readonly #sender = new Int32Array(END_WORDS)

  constructor({ local, names, neighbours, own, hasSpans }: SumsOptions) {
    this.devices = new SumTable(DEVICE_WIDTH, hasSpans)
    this.#local = local
    this.#names = names
    this.#neighbours = neighbours
    this.apart = new ApartSums(own)
  }

  /** Adds all active flows of `table`. */
  addFlows(table: FlowTable): void {
    for (let i = 0; i < table.activeCount; i++) this.#learn(table, table.active[i] ?? 0)
    for (let i = 0; i < table.activeCount; i++) this.#addFlow(table, table.active[i] ?? 0)
  }

  /**
   * Adds one frame that belongs to no flow of the table: the others of each list that it would be
   * in.
   */
  addOther(key: Int32Array, sender: 0 | 1, bytes: number): void {
    this.protocols.addOther(1, bytes, 0, 0)
    this.conversations.addOther(1, bytes, 0, 0)
    for (let side = 0; side < 2; side++) {
      const isSender = side === sender
      const packets = isSender ? 1 : 0
      const size = isSender ? bytes : 0
      const kind = this.#kindOf(key, 0, side, 0)
      if (kind === EndKind.group) this.apart.addGroup(key, 0, side, 1 - packets, bytes - size)
      else if (kind === EndKind.device)
        this.devices.addOther(packets, size, 1 - packets, bytes - size)
      else if (kind === EndKind.destination)
        this.destinations.addOther(1 - packets, bytes - size, packets, size)
    }
    this.apart.addFlow(key, 0, 1, bytes)
  }

  clear(): void {
    this.protocols.clear()
    this.devices.clear()
    this.destinations.clear()
    this.conversations.clear()
    this.apart.clear()
  }

  #learn(table: FlowTable, entry: number): void {
    const { keys, macs } = table
    const at = entry * FLOW_WORDS
    const word = keys[at + PROTOCOL] ?? 0
    for (let side = 0; side < 2; side++) {
      const mac = macOf(table.numbers, entry, side)
      if (!macs.isMachine(mac)) continue
      const end = at + side * END_WORDS
      if (isIp(word)) {
        if (isUnspecified(keys, end) || this.#local.kindOf(keys, end) !== EndKind.device) continue
        this.#neighbours.learn(keys, end, mac)
      } else if (this.#readSender(keys, end)) this.#neighbours.learn(this.#sender, 0, mac)
    }
  }

  #addFlow(table: FlowTable, entry: number): void {
    const { keys, amounts, numbers } = table
    const at = entry * FLOW_WORDS
    const number = entry * NUMBERS
    const state = numbers[number + STATE] ?? 0
    const word = keys[at + PROTOCOL] ?? 0
    const low = numbers[number + PACKETS] ?? 0
    const high = numbers[number + PACKETS + 1] ?? 0
    const lowBytes = amounts[entry * AMOUNTS + BYTES] ?? 0
    const highBytes = amounts[entry * AMOUNTS + BYTES + 1] ?? 0

    this.protocols.key[0] = word
    this.protocols.key[1] = serverPort(keys, at, state)
    this.protocols.key[2] = applicationOf(state)
    this.protocols.add(low + high, lowBytes + highBytes, 0, 0, 0)

    const clientBytes = isClientLow(keys, at, state) ? lowBytes + highBytes : 0
    this.#writeConversation(keys, at, isIp(word))
    this.conversations.add(low, lowBytes, high, highBytes, clientBytes)

    this.#addEnd(table, entry, 0, low, lowBytes, high, highBytes)
    this.#addEnd(table, entry, 1, high, highBytes, low, lowBytes)
    this.apart.addFlow(keys, at, low + high, lowBytes + highBytes)
  }

  #writeConversation(keys: Int32Array, at: number, areAddresses: boolean): void {
    const { key } = this.conversations
    for (let i = 0; i < 2 * END_WORDS; i++)
      key[i] = areAddresses || i % END_WORDS < 2 ? (keys[at + i] ?? 0) : 0
    key[2 * END_WORDS] = areAddresses ? 0 : 1
  }

  #addEnd(
    table: FlowTable,
    entry: number,
    side: 0 | 1,
    sent: number,
    sentBytes: number,
    received: number,
    receivedBytes: number,
  ): void {
    const { keys, numbers, amounts } = table
    const at = entry * FLOW_WORDS
    const state = numbers[entry * NUMBERS + STATE] ?? 0
    const kind = this.#kindOf(keys, at, side, state)
    if (kind === EndKind.group) {
      this.apart.addGroup(keys, at, side, received, receivedBytes)
      return
    }
    const end = at + side * END_WORDS
    if (kind === EndKind.destination) {
      for (let i = 0; i < END_WORDS; i++) this.destinations.key[i] = keys[end + i] ?? 0
      this.destinations.key[END_WORDS] = this.#destinationName(table, entry, side)
      this.destinations.add(received, receivedBytes, sent, sentBytes, 0)
      return
    }
    this.#writeDevice(table, entry, side, end)
    const device = this.devices.add(sent, sentBytes, received, receivedBytes, 0)
    // The first and the last packet in the order of the file, which is nearly that of time.
    const amount = entry * AMOUNTS
    this.devices.addSpan(device, amounts[amount + FIRST_AT] ?? 0, amounts[amount + LAST_AT] ?? 0)
  }

  /**
   * What the other end was asked for: by the flow itself, where this end is its server and it says whom it asks, not what; else by the
   * name under which the device knows its address.
   */
  #destinationName(table: FlowTable, entry: number, side: 0 | 1): number {
    const { keys, numbers } = table
    const state = numbers[entry * NUMBERS + STATE] ?? 0
    const at = entry * FLOW_WORDS
    const isServer = isClientLow(keys, at, state) === (side === 1)
    const name = numbers[entry * NUMBERS + NAME] ?? 0
    const isOwn = (state & ApplicationFlag.named) !== 0
    const isLiteral = (state & ApplicationFlag.literal) !== 0
    if (isOwn && !isLiteral && isServer && namesServer(applicationOf(state))) return name
    if (!isOwn && isServer && name !== 0) return name
    return this.#names.hosts.nameOf(keys, at + (1 - side) * END_WORDS, at + side * END_WORDS)
  }

  /**
   * The ends of frames that are not IP are devices by their MAC; a group MAC and no MAC at all are
   * none.
   */
  #kindOf(keys: Int32Array, at: number, side: number, flags: number): EndKind {
    const end = at + side * END_WORDS
    if (isIp(keys[at + PROTOCOL] ?? 0)) {
      if (flags & (side === 0 ? FlowFlag.groupLow : FlowFlag.groupHigh)) return EndKind.group
      return this.#local.kindOf(keys, end)
    }
    const isNone = keys[end] === 0 && keys[end + 1] === 0
    return isNone || (keys[end] ?? 0) & GROUP_BIT ? EndKind.group : EndKind.device
  }

  #writeDevice(table: FlowTable, entry: number, side: 0 | 1, end: number): void {
    const { keys, macs } = table
    const { key } = this.devices
    if (!isIp(keys[entry * FLOW_WORDS + PROTOCOL] ?? 0)) {
      const hasAddress = this.#readSender(keys, end)
      key[0] = keys[end] ?? 0
      key[1] = keys[end + 1] ?? 0
      for (let i = 0; i < END_WORDS; i++) key[2 + i] = hasAddress ? (this.#sender[i] ?? 0) : 0
      return
    }
    const isNameless = isUnspecified(keys, end)
    for (let i = 0; i < END_WORDS; i++) key[2 + i] = isNameless ? 0 : (keys[end + i] ?? 0)
    const sent = macOf(table.numbers, entry, side)
    const mac = macs.isMachine(sent) ? sent : this.#neighbours.macOf(keys, end)
    key[0] = macs.highOf(mac)
    key[1] = macs.lowOf(mac)
  }

  /**
   * Reads the ARP sender address of the end at `end` of a flow that is not IP; false: it has none.
   */
  #readSender(keys: Int32Array, end: number): boolean {
    const address = keys[end + 2] ?? 0
    if (address === 0) return false
    this.#sender[2] = MAPPED
    this.#sender[3] = address
    return true
  }
}

import type { Facts } from '../applications/application.ts'
import { EndKind, type LocalNetworks } from '../ends/local-networks.ts'
import { ApplicationFlag } from '../flows/flow-application.ts'
import { END_WORDS } from '../flows/flow-key.ts'
import { FLOW_WORDS, macOf, NAME, NUMBERS, STATE } from '../flows/flow-record.ts'
import type { FlowTable } from '../flows/flow-table.ts'
import { SumTable } from '../tables/sum-table.ts'
import { DnsTimer } from './dns-timer.ts'
import { Names } from './names.ts'

/** Application number, text number. */
export const DETAIL_WIDTH = 2

/** Takes the facts that applications raise about the flow that is being looked at. */
export class FlowFacts implements Facts {
  readonly names = new Names()
  readonly dns = new DnsTimer()
  /** How often something was said. */
  readonly details = new SumTable(DETAIL_WIDTH)
  /** The flow that is being looked at, which end speaks, to whom, when (ms), and by which application. */
  entry = 0
  side: 0 | 1 = 0
  isToGroup = false
  at = 0
  application = 0
  readonly #flows: FlowTable
  readonly #local: LocalNetworks

  constructor(flows: FlowTable, local: LocalNetworks) {
    this.#flows = flows
    this.#local = local
  }

  name(bytes: Uint8Array, from: number, to: number): void {
    const { numbers } = this.#flows
    const at = NUMBERS * this.entry
    const state = numbers[at + STATE] ?? 0
    // Until the flow is settled a later name replaces an earlier one: of the questions that a resolver is asked the answered one counts.
    if (state & ApplicationFlag.named && state & ApplicationFlag.settled) return
    const name = this.names.hostName(bytes, from, to)
    if (name === 0) return
    numbers[at + NAME] = name
    const { named, literal } = ApplicationFlag
    numbers[at + STATE] = (state & ~literal) | named | (isAddress(bytes, from, to) ? literal : 0)
  }

  detail(text: string): void {
    this.#count(this.names.constant(text))
  }

  detailOf(bytes: Uint8Array, from: number, to: number): void {
    this.#count(this.names.detail(bytes, from, to))
  }

  dnsQuestion(id: number): void {
    this.dns.ask(this.entry, id, this.at)
  }

  dnsAnswer(id: number, responseCode: number): void {
    this.dns.answer(this.entry, id, responseCode, this.at)
  }

  hostAddress(
    bytes: Uint8Array,
    from: number,
    to: number,
    addresses: Uint8Array,
    at: number,
    length: number,
  ): void {
    const name = this.names.hostName(bytes, from, to)
    if (name === 0) return
    const host = this.names.address(addresses, at, length)
    const { hosts } = this.names
    if (this.isToGroup) hosts.learnForAll(host, name)
    else {
      const receiver = FLOW_WORDS * this.entry + (1 - this.side) * END_WORDS
      hosts.learn(this.#flows.keys, receiver, host, name)
    }
  }

  senderName(bytes: Uint8Array, from: number, to: number): void {
    const { keys, numbers, macs } = this.#flows
    // A frame from elsewhere has the MAC of the gateway, which is not what it calls itself.
    if (
      this.#local.kindOf(keys, FLOW_WORDS * this.entry + this.side * END_WORDS) !== EndKind.device
    )
      return
    const mac = macOf(numbers, this.entry, this.side)
    if (!macs.isMachine(mac)) return
    const name = this.names.machineName(bytes, from, to)
    this.names.machines.learn(macs.highOf(mac), macs.lowOf(mac), name)
  }

  machineName(bytes: Uint8Array, from: number, to: number, macs: Uint8Array, at: number): void {
    this.names.learnMachine(macs, at, this.names.machineName(bytes, from, to))
  }

  #count(text: number): void {
    if (text === 0) return
    this.details.key[0] = this.application
    this.details.key[1] = text
    this.details.add(1, 0, 0, 0, 0)
  }
}

const COLON = 0x3a
const FULL_STOP = 0x2e

/** Digits and dots are an IPv4 address; only one of IPv6 has colons. */
const isAddress = (bytes: Uint8Array, from: number, to: number): boolean => {
  let isDotted = true
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === COLON) return true
    if (byte !== FULL_STOP && (byte < 0x30 || byte > 0x39)) isDotted = false
  }
  return isDotted
}

import { IpProtocol } from '../../wire/network/ip-protocol.ts'
import { PacketView } from '../../wire/packet-view.ts'
import type { LocalNetworks } from './ends/local-networks.ts'
import { NeighbourTable } from './ends/neighbour-table.ts'
import { ApplicationFlag } from './flows/flow-application.ts'
import { END_WORDS, isIp, PROTOCOL } from './flows/flow-key.ts'
import { FLOW_WORDS, NAME, NUMBERS, STATE, TCP, TUNNEL } from './flows/flow-record.ts'
import { isClientLow } from './flows/flow-sides.ts'
import { type FlowKeeper, FlowTable } from './flows/flow-table.ts'
import { TunnelTable } from './flows/tunnel-table.ts'
import { Inspector } from './inspection/inspector.ts'
import { FlowFacts } from './names/flow-facts.ts'
import { TcpFollower } from './tcp/tcp-follower.ts'

export type FlowTrackerOptions = {
  /** Flows held at once. */
  readonly flowLimit: number
  readonly local: LocalNetworks
  /** See FlowTable. */
  readonly idleMs?: number
  readonly activeMs?: number
}

/**
 * Everything that packets tell, one at a time: flows, the health of TCP, names and applications. Knows no interval. Times go from call to
 * call as whole numbers: one with a fraction would become an object on the heap, for each packet.
 */
export class FlowTracker implements FlowKeeper {
  readonly view = new PacketView()
  readonly flows: FlowTable
  readonly tcp: TcpFollower
  readonly facts: FlowFacts
  readonly tunnels = new TunnelTable()
  readonly neighbours = new NeighbourTable()
  readonly #local: LocalNetworks
  readonly #inspector: Inspector
  #keptTcp = 0

  constructor({ flowLimit, local, idleMs, activeMs }: FlowTrackerOptions) {
    this.#local = local
    this.flows = new FlowTable(flowLimit, idleMs, activeMs)
    this.flows.keptBy(this)
    this.tcp = new TcpFollower(flowLimit)
    this.facts = new FlowFacts(this.flows, local)
    this.#inspector = new Inspector(this.flows, this.facts)
  }

  /** Takes in a frame; the parameters are those of a frame sink. False: there was no room for its flow, and nothing was counted. */
  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): boolean {
    const { view, flows } = this
    view.decode(bytes, offset, capturedLength, wireLength, vlan, link)
    if (view.ndTargetOffset > 0) this.neighbours.hear(bytes, offset, view, flows.macs, this.#local)
    const known = flows.size
    const entry = flows.count(bytes, offset, view, wireLength, seconds, nanoseconds)
    if (entry < 0) return false
    if (entry === known) this.#begin(entry, bytes, offset)
    if (view.sourcePort < 0) return true
    let isNew = true
    if (view.protocol === IpProtocol.tcp) isNew = this.#follow(entry, seconds, nanoseconds)
    if (view.payloadLength === 0 || !isNew) return true
    const state = flows.numbers[NUMBERS * entry + STATE] ?? 0
    const { settled, follows } = ApplicationFlag
    if ((state & (settled | follows)) === settled) return true
    this.#inspector.take(entry, flows.lastSender, bytes, offset, view, seconds, nanoseconds)
    return true
  }

  moved(from: number, to: number): void {
    const { numbers } = this.flows
    this.#inspector.moved(from, to)
    const tcp = (numbers[NUMBERS * from + TCP] ?? 0) - 1
    if (tcp < 0) return
    this.tcp.moved(tcp, this.#keptTcp)
    numbers[NUMBERS * from + TCP] = ++this.#keptTcp
  }

  ended(entry: number): void {
    this.#inspector.ended(entry)
  }

  allMoved(givesBack: boolean): void {
    this.tcp.allMoved(this.#keptTcp, givesBack)
    this.#keptTcp = 0
    this.facts.dns.forget()
  }

  /** Forgets names that nobody uses, where there are many; between two frames, when no sum holds a name. */
  tidyNames(): void {
    const { numbers, size } = this.flows
    this.facts.names.tidy(
      (marks) => {
        for (let entry = 0; entry < size; entry++) marks[numbers[NUMBERS * entry + NAME] ?? 0] = 1
      },
      (places) => {
        for (let entry = 0; entry < size; entry++) {
          const at = NUMBERS * entry + NAME
          numbers[at] = places[numbers[at] ?? 0] ?? 0
        }
      },
    )
  }

  /** A new flow: it is called what its device asked for before it began. */
  #begin(entry: number, bytes: Uint8Array, offset: number): void {
    const { flows, view } = this
    const { keys, numbers } = flows
    const key = FLOW_WORDS * entry
    if (view.tunnel !== 0) numbers[NUMBERS * entry + TUNNEL] = this.tunnels.add(bytes, offset, view)
    if (!isIp(keys[key + PROTOCOL] ?? 0)) return
    const state = numbers[NUMBERS * entry + STATE] ?? 0
    const client = isClientLow(keys, key, state) ? 0 : END_WORDS
    numbers[NUMBERS * entry + NAME] = this.facts.names.hosts.nameOf(
      keys,
      key + client,
      key + END_WORDS - client,
    )
  }

  #follow(entry: number, seconds: number, nanoseconds: number): boolean {
    const { flows, tcp } = this
    const at = NUMBERS * entry + TCP
    let number = flows.numbers[at] ?? 0
    if (number === 0) {
      // Connections move in the order of their flows: one that began without ports has none.
      if (entry !== flows.size - 1) return true
      number = tcp.table.add() + 1
      if (number === 0) return true
      flows.numbers[at] = number
    }
    return tcp.follow(number - 1, flows.lastSender, this.view, seconds, nanoseconds)
  }
}

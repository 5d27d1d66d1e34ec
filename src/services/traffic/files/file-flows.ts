import type { FileFlow } from '../../../base/traffic/file-figures.ts'
import { tunnelName } from '../../../wire/tunnel/tunnel.ts'
import { applicationName } from '../applications/index.ts'
import type { FlowTracker } from '../flow-tracker.ts'
import { addressText } from '../flows/end-text.ts'
import { ApplicationFlag, applicationOf } from '../flows/flow-application.ts'
import { END_WORDS, isIp, PORTS, PROTOCOL } from '../flows/flow-key.ts'
import {
  AMOUNTS,
  BYTES,
  FIRST_AT,
  FLOW_WORDS,
  LAST_AT,
  NAME,
  NUMBERS,
  PACKETS,
  STATE,
  TCP,
  TUNNEL,
} from '../flows/flow-record.ts'
import { isClientLow } from '../flows/flow-sides.ts'
import { protocolName } from '../flows/protocol-name.ts'
import { TUNNEL_WIDTH } from '../flows/tunnel-table.ts'
import {
  DUPLICATE_ACKS,
  FLAGS,
  HANDSHAKE,
  OUT_OF_ORDER,
  RESETS,
  RETRANSMISSIONS,
  TCP_WORDS,
  TcpFlow,
  ZERO_WINDOWS,
} from '../tcp/tcp-table.ts'

/** The IP flows that `tracker` has counted, in the order in which they began. */
export function* fileFlows(tracker: FlowTracker): Generator<FileFlow> {
  const { flows } = tracker
  for (let entry = 0; entry < flows.size; entry++) {
    if (isIp(flows.keys[FLOW_WORDS * entry + PROTOCOL] ?? 0)) yield flowAt(tracker, entry)
  }
}

const flowAt = (tracker: FlowTracker, entry: number): FileFlow => {
  const { keys, numbers, amounts } = tracker.flows
  const key = FLOW_WORDS * entry
  const number = NUMBERS * entry
  const amount = AMOUNTS * entry
  const state = numbers[number + STATE] ?? 0
  const protocol = keys[key + PROTOCOL] ?? 0
  const isLow = isClientLow(keys, key, state)
  const [client, server] = isLow ? [0, 1] : [1, 0]
  const ports = keys[key + PORTS] ?? 0
  const end = (side: number) => ({
    address: addressText(keys, key + side * END_WORDS),
    port: side === 0 ? ports >>> 16 : ports & 0xffff,
  })
  const packets = (side: number) => numbers[number + PACKETS + side] ?? 0
  const bytes = (side: number) => amounts[amount + BYTES + side] ?? 0
  const tcp = (numbers[number + TCP] ?? 0) - 1
  return {
    transport: transportName(protocol),
    client: end(client),
    server: end(server),
    packets: [packets(client), packets(server)],
    bytes: [bytes(client), bytes(server)],
    firstAt: amounts[amount + FIRST_AT] ?? 0,
    lastAt: amounts[amount + LAST_AT] ?? 0,
    state: tcp < 0 ? answered(packets(0), packets(1)) : tcpState(tracker, tcp),
    application: applicationName(applicationOf(state)),
    name: tracker.facts.names.texts.textOf(nameOf(tracker, entry, isLow)),
    ...tunnelOf(tracker, numbers[number + TUNNEL] ?? 0),
    ...(tcp < 0 ? {} : { tcp: tcpFigures(tracker, tcp) }),
  }
}

/** What the flow itself said, else what its client asked for before it began, else while it lasted. */
const nameOf = (tracker: FlowTracker, entry: number, isLow: boolean): number => {
  const { keys, numbers } = tracker.flows
  const name = numbers[NUMBERS * entry + NAME] ?? 0
  const isNamed = ((numbers[NUMBERS * entry + STATE] ?? 0) & ApplicationFlag.named) !== 0
  if (isNamed || name !== 0) return name
  const client = FLOW_WORDS * entry + (isLow ? 0 : END_WORDS)
  const server = FLOW_WORDS * entry + (isLow ? END_WORDS : 0)
  return tracker.facts.names.hosts.nameOf(keys, client, server)
}

const answered = (low: number, high: number): string => (low > 0 && high > 0 ? 'answered' : 'seen')

const tcpState = (tracker: FlowTracker, tcp: number): string => {
  const flags = tracker.tcp.table.words[TCP_WORDS * tcp + FLAGS] ?? 0
  if (flags & TcpFlow.refused) return 'refused'
  if (flags & TcpFlow.reset) return 'reset'
  if (flags & (TcpFlow.fin | (TcpFlow.fin << 1))) return 'closed'
  const isOpening = (flags & (TcpFlow.synSeen | TcpFlow.answered)) === TcpFlow.synSeen
  return isOpening ? 'new' : 'open'
}

const tcpFigures = (tracker: FlowTracker, tcp: number) => {
  const { words } = tracker.tcp.table
  const at = TCP_WORDS * tcp
  const isEstablished = ((words[at + FLAGS] ?? 0) & TcpFlow.established) !== 0
  return {
    retransmissions: words[at + RETRANSMISSIONS] ?? 0,
    duplicateAcks: words[at + DUPLICATE_ACKS] ?? 0,
    zeroWindows: words[at + ZERO_WINDOWS] ?? 0,
    resets: words[at + RESETS] ?? 0,
    outOfOrder: words[at + OUT_OF_ORDER] ?? 0,
    handshakeMs: isEstablished ? (words[at + HANDSHAKE] ?? 0) / 1000 : null,
  }
}

const tunnelOf = (tracker: FlowTracker, number: number) => {
  if (number === 0) return {}
  const { words } = tracker.tunnels
  const at = TUNNEL_WIDTH * (number - 1)
  return {
    tunnel: {
      kind: tunnelName(words[at] ?? 0),
      a: addressText(words, at + 1),
      b: addressText(words, at + 1 + END_WORDS),
    },
  }
}

/** A protocol without a name is told by its number alone. */
const transportName = (protocol: number): string => {
  const name = protocolName(protocol)
  return name.startsWith('ip-') ? String(protocol) : name
}

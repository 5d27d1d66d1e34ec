import { OTHERS } from '../../../base/traffic/others.ts'
import type { TwoWays } from '../../../base/traffic/two-ways.ts'
import { applicationName } from '../applications/index.ts'
import { addressText, macText } from '../flows/end-text.ts'
import { END_WORDS } from '../flows/flow-key.ts'
import { protocolName } from '../flows/protocol-name.ts'
import {
  type ConversationRow,
  type DestinationRow,
  type DetailRow,
  MAX_CONVERSATIONS,
  MAX_DESTINATIONS,
  MAX_DETAILS,
  MAX_DEVICES,
  MAX_PROTOCOLS,
  type ProtocolRow,
  type SeenDeviceRow,
} from '../interval.ts'
import { DETAIL_WIDTH } from '../names/flow-facts.ts'
import type { Names } from '../names/names.ts'
import { SUMS, type SumTable } from '../tables/sum-table.ts'
import {
  CONVERSATION_WIDTH,
  DESTINATION_WIDTH,
  DEVICE_WIDTH,
  type IntervalSums,
  PROTOCOL_WIDTH,
} from './interval-sums.ts'

export const protocolRows = ({ protocols }: IntervalSums, bound = MAX_PROTOCOLS): ProtocolRow[] =>
  listOf(protocols, bound, (entry, sums, at) => ({
    protocol: entry < 0 ? OTHERS : protocolName(protocols.keys[entry * PROTOCOL_WIDTH] ?? 0),
    port: entry < 0 ? 0 : (protocols.keys[entry * PROTOCOL_WIDTH + 1] ?? 0),
    application: entry < 0 ? '' : applicationName(protocols.keys[entry * PROTOCOL_WIDTH + 2] ?? 0),
    packets: sums[at] ?? 0,
    bytes: sums[at + 1] ?? 0,
  }))

export const deviceRows = (
  { devices }: IntervalSums,
  names: Names,
  bound = MAX_DEVICES,
): SeenDeviceRow[] =>
  listOf(devices, bound, (entry, sums, at) => {
    const key = entry * DEVICE_WIDTH
    return {
      mac: entry < 0 ? OTHERS : macText(devices.keys, key),
      address: entry < 0 ? '' : addressOf(devices.keys, key + 2),
      name: entry < 0 ? '' : machineName(names, devices.keys[key] ?? 0, devices.keys[key + 1] ?? 0),
      ...twoWays(sums, at),
      ...devices.spanOf(entry),
    }
  })

const machineName = ({ machines, texts }: Names, high: number, low: number): string =>
  high === 0 && low === 0 ? '' : texts.textOf(machines.nameOf(high, low))

export const destinationRows = (
  { destinations }: IntervalSums,
  names: Names,
  bound = MAX_DESTINATIONS,
): DestinationRow[] =>
  listOf(destinations, bound, (entry, sums, at) => {
    const key = entry * DESTINATION_WIDTH
    return {
      address: entry < 0 ? OTHERS : addressOf(destinations.keys, key),
      name: entry < 0 ? '' : names.texts.textOf(destinations.keys[key + END_WORDS] ?? 0),
      ...twoWays(sums, at),
    }
  })

/** What was said, the most frequent first: a sum of it has counts in place of packets. */
export const detailRows = (details: SumTable, names: Names, bound = MAX_DETAILS): DetailRow[] => {
  const countOf = (entry: number) => details.sums[entry * SUMS] ?? 0
  const order = Array.from({ length: details.size }, (_, entry) => entry)
  order.sort((x, y) => countOf(y) - countOf(x) || x - y)
  const rows = order.slice(0, bound).map((entry) => ({
    application: applicationName(details.keys[entry * DETAIL_WIDTH] ?? 0),
    detail: names.texts.textOf(details.keys[entry * DETAIL_WIDTH + 1] ?? 0),
    count: countOf(entry),
  }))
  const rest = order.slice(bound).reduce((sum, entry) => sum + countOf(entry), 0)
  const others = rest + (details.others[0] ?? 0)
  return others === 0 ? rows : [...rows, { application: OTHERS, detail: '', count: others }]
}

export const conversationRows = (
  { conversations }: IntervalSums,
  bound = MAX_CONVERSATIONS,
): ConversationRow[] =>
  listOf(conversations, bound, (entry, sums, at) => {
    const { keys } = conversations
    const key = entry * CONVERSATION_WIDTH
    const low = entry < 0 ? OTHERS : nameOf(keys, key, key)
    const high = entry < 0 ? OTHERS : nameOf(keys, key, key + END_WORDS)
    const [packets = 0, bytes = 0, backPackets = 0, backBytes = 0, lowIsClient = 0] = sums.subarray(
      at,
      at + SUMS,
    )
    // In both directions somebody may have opened flows: the client of more bytes is the client.
    return entry < 0 || 2 * lowIsClient >= bytes + backBytes
      ? {
          a: low,
          b: high,
          packetsAB: packets,
          bytesAB: bytes,
          packetsBA: backPackets,
          bytesBA: backBytes,
        }
      : {
          a: high,
          b: low,
          packetsAB: backPackets,
          bytesAB: backBytes,
          packetsBA: packets,
          bytesBA: bytes,
        }
  })

/**
 * The rows of the `bound` largest entries, then one of the others (entry -1) where there are any.
 */
const listOf = <Row>(
  table: SumTable,
  bound: number,
  rowOf: (entry: number, sums: Float64Array, at: number) => Row,
): Row[] => {
  const rows = table.keepLargest(bound).map((entry) => rowOf(entry, table.sums, entry * SUMS))
  const { others } = table
  if ((others[0] ?? 0) + (others[2] ?? 0) > 0) rows.push(rowOf(-1, others, 0))
  return rows
}

const twoWays = (sums: Float64Array, at: number): TwoWays => ({
  sentPackets: sums[at] ?? 0,
  sentBytes: sums[at + 1] ?? 0,
  receivedPackets: sums[at + 2] ?? 0,
  receivedBytes: sums[at + 3] ?? 0,
})

/** '' for none: all zero. */
const addressOf = (words: Int32Array, at: number): string => {
  for (let i = 0; i < END_WORDS; i++) if (words[at + i] !== 0) return addressText(words, at)
  return ''
}

/**
 * An end of the conversation whose key begins at `key`: '::' and 0.0.0.0 are names here, as nothing
 * else tells the ends apart.
 */
const nameOf = (words: Int32Array, key: number, end: number): string =>
  words[key + 2 * END_WORDS] === 1 ? macText(words, end) : addressOf(words, end) || '::'

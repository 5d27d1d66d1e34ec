import { formatAddress, formatMac } from '../../wire/address.ts'
import { END_WORDS } from './flow-key.ts'
import {
  type ConversationRow,
  type DestinationRow,
  type DeviceRow,
  MAX_CONVERSATIONS,
  MAX_DESTINATIONS,
  MAX_DEVICES,
  MAX_PROTOCOLS,
  OTHERS,
  type ProtocolRow,
} from './interval.ts'
import {
  CONVERSATION_WIDTH,
  DESTINATION_WIDTH,
  DEVICE_WIDTH,
  type IntervalSums,
  PROTOCOL_WIDTH,
} from './interval-sums.ts'
import { protocolName } from './protocol-name.ts'
import { SUMS, type SumTable } from './sum-table.ts'

export const protocolRows = ({ protocols }: IntervalSums): ProtocolRow[] =>
  listOf(protocols, MAX_PROTOCOLS, (entry, sums, at) => ({
    protocol: entry < 0 ? OTHERS : protocolName(protocols.keys[entry * PROTOCOL_WIDTH] ?? 0),
    port: entry < 0 ? 0 : (protocols.keys[entry * PROTOCOL_WIDTH + 1] ?? 0),
    packets: sums[at] ?? 0,
    bytes: sums[at + 1] ?? 0,
  }))

export const deviceRows = ({ devices }: IntervalSums): DeviceRow[] =>
  listOf(devices, MAX_DEVICES, (entry, sums, at) => ({
    mac: entry < 0 ? OTHERS : macOf(devices.keys, entry * DEVICE_WIDTH),
    address: entry < 0 ? '' : addressOf(devices.keys, entry * DEVICE_WIDTH + 2),
    ...twoWays(sums, at),
  }))

export const destinationRows = ({ destinations }: IntervalSums): DestinationRow[] =>
  listOf(destinations, MAX_DESTINATIONS, (entry, sums, at) => ({
    address: entry < 0 ? OTHERS : addressOf(destinations.keys, entry * DESTINATION_WIDTH),
    ...twoWays(sums, at),
  }))

export const conversationRows = ({ conversations }: IntervalSums): ConversationRow[] =>
  listOf(conversations, MAX_CONVERSATIONS, (entry, sums, at) => {
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

const twoWays = (sums: Float64Array, at: number) => ({
  sentPackets: sums[at] ?? 0,
  sentBytes: sums[at + 1] ?? 0,
  receivedPackets: sums[at + 2] ?? 0,
  receivedBytes: sums[at + 3] ?? 0,
})

const scratch = new DataView(new ArrayBuffer(4 * END_WORDS))
const scratchBytes = new Uint8Array(scratch.buffer)

/** '' for none: all zero. */
const addressOf = (words: Int32Array, at: number): string => {
  let bits = 0
  for (let i = 0; i < END_WORDS; i++) {
    scratch.setInt32(4 * i, words[at + i] ?? 0)
    bits |= words[at + i] ?? 0
  }
  return bits === 0 ? '' : formatAddress(scratchBytes)
}

/** '' for none: all zero. */
const macOf = (words: Int32Array, at: number): string => {
  const mac0 = words[at] ?? 0
  const mac1 = words[at + 1] ?? 0
  scratch.setUint16(0, mac0)
  scratch.setInt32(2, mac1)
  return mac0 === 0 && mac1 === 0 ? '' : formatMac(scratchBytes)
}

/**
 * An end of the conversation whose key begins at `key`: '::' and 0.0.0.0 are names here, as nothing
 * else tells the ends apart.
 */
const nameOf = (words: Int32Array, key: number, end: number): string =>
  words[key + 2 * END_WORDS] === 1 ? macOf(words, end) : addressOf(words, end) || '::'

import { OTHERS } from '../../../src/base/traffic/others.ts'
import type { Interval } from '../../../src/services/traffic/interval.ts'

const SECOND_MS = 1_000

/** One second of traffic by hand: a device asks a server over TCP, and a second one answers it. Every figure follows from `number`. */
export const intervalOf = (
  number: number,
  startedAt: number,
  change: Partial<Interval> = {},
): Interval => ({
  number,
  startedAt,
  endedAt: startedAt + SECOND_MS,
  packets: 10 + number,
  bytes: 1_000 + number,
  truncated: 1,
  malformed: 2,
  flows: 3,
  otherFlows: 0,
  drops: 4,
  protocols: [
    { protocol: 'tcp', port: 443, application: 'tls', packets: 8 + number, bytes: 900 + number },
    { protocol: OTHERS, port: 0, application: '', packets: 2, bytes: 100 },
  ],
  devices: [
    device('02:00:00:00:00:01', '10.0.0.1', 'attic', 500, 400 + number),
    device(OTHERS, '', '', 60, 40),
  ],
  destinations: [
    {
      address: '2001:db8::1',
      name: 'www.example.org',
      sentPackets: 4,
      sentBytes: 500,
      receivedPackets: 4,
      receivedBytes: 400,
    },
    {
      address: OTHERS,
      name: '',
      sentPackets: 1,
      sentBytes: 60,
      receivedPackets: 1,
      receivedBytes: 40,
    },
  ],
  // Who begins changes from one second to the next.
  conversations: [
    number % 3 === 0
      ? conversation('2001:db8::1', '10.0.0.1', 400, 500)
      : conversation('10.0.0.1', '2001:db8::1', 500, 400),
    conversation(OTHERS, OTHERS, 100, 0),
  ],
  details: [
    { application: 'tls', detail: '1.3', count: 1 + number },
    { application: OTHERS, detail: '', count: 1 },
  ],
  apart: {
    broadcast: { packets: 1 + number, bytes: 60 + number },
    multicast: { packets: 2, bytes: 164 },
    own: { packets: 3, bytes: 300 },
  },
  tcp: {
    connections: 12,
    unanswered: 2,
    refused: 1,
    retransmissions: 13,
    fastRetransmissions: 3,
    outOfOrder: 4,
    duplicateAcks: 5,
    zeroWindows: 6,
    resets: 7,
    handshakes: 9,
    serverUs: 9_000 + number,
    clientUs: 900 + number,
  },
  dns: {
    questions: 14,
    answers: 11,
    nameErrors: 8,
    failures: 10,
    timed: 15,
    latencyUs: 700 + number,
  },
  ...change,
})

const device = (
  mac: string,
  address: string,
  name: string,
  sentBytes: number,
  receivedBytes: number,
) => ({
  mac,
  address,
  name,
  sentPackets: 4,
  sentBytes,
  receivedPackets: 4,
  receivedBytes,
})

const conversation = (a: string, b: string, bytesAB: number, bytesBA: number) => ({
  a,
  b,
  packetsAB: bytesAB / 100,
  bytesAB,
  packetsBA: bytesBA / 100,
  bytesBA,
})

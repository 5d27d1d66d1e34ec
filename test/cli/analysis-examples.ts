import type { FileFigures, FileFlow } from '../../src/base/traffic/file-figures.ts'
import { OTHERS } from '../../src/base/traffic/others.ts'
import { NO_DNS, NO_TCP } from '../../src/base/traffic/traffic-health.ts'
import type { TrafficFigures } from '../../src/base/traffic/traffic-tables.ts'

/** 23 November 2026, 00:48:06 and 250 µs in UTC. */
export const FIRST_AT = Date.UTC(2026, 10, 23, 0, 48, 6) + 0.25
const LENGTH_MS = 60_000

export const flow = (changes: Partial<FileFlow> = {}): FileFlow => ({
  transport: 'tcp',
  client: { address: '10.0.0.5', port: 51_234 },
  server: { address: '93.184.216.34', port: 443 },
  packets: [10, 12],
  bytes: [1_200, 14_000],
  firstAt: FIRST_AT,
  lastAt: FIRST_AT + 1_500,
  state: 'closed',
  application: 'tls',
  name: 'www.example.org',
  tcp: {
    retransmissions: 0,
    duplicateAcks: 0,
    zeroWindows: 0,
    resets: 0,
    outOfOrder: 0,
    handshakeMs: 12.5,
  },
  ...changes,
})

const { tcp: _, ...notTcp } = flow()

export const question: FileFlow = {
  ...notTcp,
  transport: 'udp',
  client: { address: '2001:db8:1111:2222:3333:4444:5555:6666', port: 40_000 },
  server: { address: '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff', port: 53 },
  packets: [1, 1],
  bytes: [80, 120],
  state: 'answered',
  application: 'dns',
  name: '',
}

const ways = { sentPackets: 11, sentBytes: 1_280, receivedPackets: 13, receivedBytes: 14_120 }

export const figures = (changes: Partial<TrafficFigures> = {}): TrafficFigures => ({
  totals: {
    intervals: 0,
    packets: 24,
    bytes: 15_400,
    kernelDrops: null,
    truncated: 0,
    malformed: 0,
    flows: 2,
    peakBytesPerSecond: 9_000,
  },
  apart: {
    broadcast: { packets: 3, bytes: 180 },
    multicast: { packets: 1, bytes: 82 },
    own: null,
  },
  tcp: { ...NO_TCP, connections: 1, handshakes: 1, serverUs: 8_000, clientUs: 4_500 },
  dns: { ...NO_DNS, questions: 1, answers: 1, timed: 1, latencyUs: 23_400 },
  protocols: [
    { protocol: 'tcp', port: 443, application: 'tls', packets: 22, bytes: 15_200 },
    { protocol: 'udp', port: 53, application: 'dns', packets: 2, bytes: 200 },
  ],
  devices: [
    {
      mac: '00:1b:21:3c:4d:5e',
      address: '10.0.0.5',
      name: 'attic-pi',
      vendor: 'Intel Corporate',
      random: false,
      firstAt: FIRST_AT,
      lastAt: FIRST_AT + LENGTH_MS,
      ...ways,
    },
    {
      mac: OTHERS,
      address: '',
      name: '',
      vendor: '',
      random: false,
      firstAt: null,
      lastAt: null,
      ...ways,
    },
  ],
  destinations: [{ address: '93.184.216.34', name: 'www.example.org', ...ways }],
  conversations: [
    {
      a: '10.0.0.5',
      b: '93.184.216.34',
      packetsAB: 10,
      bytesAB: 1_200,
      packetsBA: 12,
      bytesBA: 14_000,
    },
  ],
  details: [{ application: 'tls', detail: 'TLS 1.3', count: 1 }],
  ...changes,
})

export const analysis = (changes: Partial<FileFigures> = {}): FileFigures => ({
  file: 'lab.pcapng',
  format: 'pcapng',
  packets: 24,
  bytes: 15_400,
  firstAt: FIRST_AT,
  lastAt: FIRST_AT + LENGTH_MS,
  truncated: 0,
  malformed: 0,
  brokenOff: null,
  otherFlows: 0,
  flowCount: 2,
  rate: {
    from: FIRST_AT,
    widthMs: 1_000,
    bytes: Array.from({ length: 61 }, (_, second) => (second % 10) * 1_000),
  },
  figures: figures(),
  flows: () => [flow(), question],
  ...changes,
})

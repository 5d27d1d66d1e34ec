import type { CaptureFigures, ReportFigures } from '../../../src/services/report/report-figures.ts'

export const from = Date.parse('2026-11-22T10:00:00Z')

const captured: CaptureFigures = {
  id: 'c00000000001',
  sensor: 'local',
  interface: 'eth0',
  file: null,
  isBrokenOff: false,
  filter: '',
  state: 'completed',
  startedAt: from,
  endedAt: from + 60_000,
  countedMs: 60_000,
  plannedMs: 60_000,
  gaps: [],
  lostIntervals: 0,
  failure: null,
}

const ip6 = '2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff'
const other6 = '2001:0db8:1111:2222:3333:4444:5555:6666'
const ways = { sentPackets: 700, sentBytes: 900_000, receivedPackets: 500, receivedBytes: 334_567 }

export const traffic: NonNullable<ReportFigures['traffic']> = {
  totals: {
    intervals: 60,
    packets: 1_200,
    bytes: 1_234_567,
    kernelDrops: 0,
    truncated: 0,
    malformed: 0,
    flows: 42,
    peakBytesPerSecond: 125_000,
  },
  apart: {
    broadcast: { packets: 24, bytes: 1_440 },
    multicast: { packets: 6, bytes: 820 },
    own: { packets: 120, bytes: 98_000 },
  },
  tcp: {
    connections: 40,
    unanswered: 2,
    refused: 1,
    retransmissions: 12,
    fastRetransmissions: 4,
    outOfOrder: 3,
    duplicateAcks: 9,
    zeroWindows: 1,
    resets: 5,
    handshakes: 37,
    serverUs: 866_000,
    clientUs: 44_400,
  },
  dns: { questions: 25, answers: 24, nameErrors: 2, failures: 1, timed: 24, latencyUs: 295_200 },
  protocols: [{ protocol: 'tcp', port: 443, application: 'tls', packets: 1_200, bytes: 1_234_567 }],
  devices: [
    {
      mac: '02:00:00:00:00:01',
      address: ip6,
      name: 'attic-pi',
      vendor: '',
      random: true,
      firstAt: null,
      lastAt: null,
      ...ways,
    },
  ],
  destinations: [{ address: other6, name: 'www.example.org', ...ways }],
  conversations: [
    { a: ip6, b: other6, packetsAB: 700, bytesAB: 900_000, packetsBA: 500, bytesBA: 334_567 },
  ],
  details: [
    { application: 'tls', detail: '1.3', count: 36 },
    { application: 'dns', detail: 'NXDOMAIN', count: 2 },
  ],
}

/** Figures of a quiet minute, or of whatever `changes` makes of it. */
export const figuresOf = (
  changes: Partial<CaptureFigures> = {},
  totals: Partial<(typeof traffic)['totals']> = {},
): ReportFigures => ({
  reportId: 'r00000000001',
  producedAt: from + 61_000,
  head: { position: 1_234, hash: '0123456789abcdef'.repeat(4) },
  from,
  to: from + 60_000,
  captures: [{ ...captured, ...changes }],
  watches: [],
  catchUp: null,
  lowDisks: [],
  keptSince: { totals: null, details: null },
  traffic: { ...traffic, totals: { ...traffic.totals, ...totals } },
})

export const nothing: ReportFigures = { ...figuresOf(), captures: [], traffic: null }

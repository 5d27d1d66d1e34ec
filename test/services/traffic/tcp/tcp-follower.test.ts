import { describe, expect, it } from 'vitest'
import { NO_TCP } from '../../../../src/base/traffic/traffic-health.ts'
import { LocalNetworks } from '../../../../src/services/traffic/ends/local-networks.ts'
import { FlowTracker } from '../../../../src/services/traffic/flow-tracker.ts'
import { LinkType } from '../../../../src/wire/link/link-type.ts'
import { TcpFlag } from '../../../../src/wire/transport/tcp.ts'
import { frameOf } from '../traffic-frames.ts'

const { syn, fin, rst, ack } = TcpFlag
const CLIENT = { from: [192, 168, 1, 5], to: [93, 184, 216, 34], fromPort: 50_000, toPort: 443 }
const SERVER = {
  from: CLIENT.to,
  to: CLIENT.from,
  fromPort: CLIENT.toPort,
  toPort: CLIENT.fromPort,
}

type Segment = {
  readonly at: number
  readonly by: typeof CLIENT
  readonly flags?: number
  readonly seq: number
  readonly ack?: number
  readonly length?: number
  readonly window?: number
}

/** What the segments come to; `at` is in milliseconds. Sequence numbers begin just before they wrap, for both ends. */
const healthOf = (segments: readonly Segment[], untilMs = 60_000) => {
  const tracker = new FlowTracker({ flowLimit: 100, local: new LocalNetworks([]) })
  const begin = 0xffff_fff0
  for (const { at, by, flags = ack, seq, ack: acked = 0, length = 0, window = 1_000 } of segments) {
    const bytes = frameOf({
      ...by,
      protocol: 6,
      tcpFlags: flags,
      sequence: (begin + seq) >>> 0,
      acknowledgement: flags & ack ? (begin + acked) >>> 0 : 0,
      window,
      payload: new Uint8Array(length),
    })
    tracker.frame(bytes, 0, bytes.length, bytes.length, 0, at * 1e6, -1, LinkType.ethernet)
  }
  return tracker.tcp.take(untilMs * 1_000)
}

const HANDSHAKE: readonly Segment[] = [
  { at: 0, by: CLIENT, flags: syn, seq: 0 },
  { at: 20, by: SERVER, flags: syn | ack, seq: 0, ack: 1 },
  { at: 25, by: CLIENT, seq: 1, ack: 1 },
]
const OPENED = { ...NO_TCP, connections: 1, handshakes: 1, serverUs: 20_000, clientUs: 5_000 }

/** The client sends five segments of 100 bytes, a millisecond apart, without the second. */
const HOLE: readonly Segment[] = [1, 201, 301, 401].map((seq, index) => ({
  at: 30 + index,
  by: CLIENT,
  seq,
  ack: 1,
  length: 100,
}))

describe('the health of TCP', () => {
  it('times both halves of a handshake, and finds nothing wrong in an exchange that went well', () => {
    const exchange: Segment[] = [
      ...HANDSHAKE,
      { at: 30, by: CLIENT, seq: 1, ack: 1, length: 500 },
      { at: 50, by: SERVER, seq: 1, ack: 501, length: 1_000 },
      { at: 51, by: SERVER, seq: 1_001, ack: 501, length: 1_000 },
      { at: 56, by: CLIENT, seq: 501, ack: 2_001 },
      { at: 60, by: CLIENT, flags: fin | ack, seq: 501, ack: 2_001 },
      { at: 80, by: SERVER, flags: fin | ack, seq: 2_001, ack: 502 },
      { at: 85, by: CLIENT, seq: 502, ack: 2_002 },
    ]
    expect(healthOf(exchange)).toEqual(OPENED)
  })

  it('counts a segment that is sent again after a while as a retransmission', () => {
    const again: Segment = { at: 300, by: CLIENT, seq: 1, ack: 1, length: 500 }
    expect(healthOf([...HANDSHAKE, { ...again, at: 30 }, again])).toEqual({
      ...OPENED,
      retransmissions: 1,
    })
  })

  it('counts duplicate acknowledgements, and the segment that they asked for as a fast retransmission', () => {
    const asks = [50, 51, 52, 53].map((at) => ({ at, by: SERVER, seq: 1, ack: 101 }))
    const fills: Segment = { at: 60, by: CLIENT, seq: 101, ack: 1, length: 100 }
    expect(healthOf([...HANDSHAKE, ...HOLE, ...asks, fills])).toEqual({
      ...OPENED,
      duplicateAcks: 3,
      retransmissions: 1,
      fastRetransmissions: 1,
    })
  })

  it('counts a segment that fills a hole within a round trip as overtaken, not as sent again', () => {
    const late: Segment = { at: 35, by: CLIENT, seq: 101, ack: 1, length: 100 }
    expect(healthOf([...HANDSHAKE, ...HOLE, late])).toEqual({ ...OPENED, outOfOrder: 1 })
  })

  it('does not take a keep-alive and its answer for a retransmission and a duplicate', () => {
    const idle: Segment[] = [
      ...HANDSHAKE,
      { at: 10_000, by: CLIENT, seq: 0, ack: 1 },
      { at: 10_020, by: SERVER, seq: 1, ack: 1 },
      { at: 20_000, by: CLIENT, seq: 0, ack: 1, length: 1 },
      { at: 20_020, by: SERVER, seq: 1, ack: 1 },
    ]
    expect(healthOf(idle)).toEqual(OPENED)
  })

  it('counts windows of zero, and not the probes that ask whether they have opened', () => {
    const full: Segment[] = [
      ...HANDSHAKE,
      { at: 30, by: CLIENT, seq: 1, ack: 1, length: 100 },
      { at: 50, by: SERVER, seq: 1, ack: 101, window: 0 },
      { at: 500, by: CLIENT, seq: 101, ack: 1, length: 1 },
      { at: 520, by: SERVER, seq: 1, ack: 101, window: 0 },
      { at: 600, by: SERVER, seq: 1, ack: 101, window: 500 },
      { at: 610, by: CLIENT, seq: 101, ack: 1, length: 100 },
    ]
    expect(healthOf(full)).toEqual({ ...OPENED, zeroWindows: 2 })
  })

  it('tells refused connections from unanswered ones, and both from those still waited for', () => {
    const ask: Segment = { at: 0, by: CLIENT, flags: syn, seq: 0 }
    const refuse: Segment = { at: 20, by: SERVER, flags: rst | ack, seq: 0, ack: 1 }
    expect(healthOf([ask, refuse])).toEqual({ ...NO_TCP, connections: 1, refused: 1, resets: 1 })
    expect(healthOf([ask])).toEqual({ ...NO_TCP, connections: 1, unanswered: 1 })
    expect(healthOf([ask], 2_000)).toEqual({ ...NO_TCP, connections: 1 })
  })

  it('counts a SYN that is sent again once as a connection, and as a retransmission', () => {
    const ask: Segment = { at: 0, by: CLIENT, flags: syn, seq: 0 }
    expect(healthOf([ask, { ...ask, at: 1_000 }, { ...ask, at: 3_000 }])).toEqual({
      ...NO_TCP,
      connections: 1,
      retransmissions: 2,
      unanswered: 1,
    })
  })

  it('begins anew where the same ends open another connection', () => {
    const second = HANDSHAKE.map(({ at, seq, ack: acked, ...rest }) => ({
      ...rest,
      at: at + 1_000,
      seq: seq + 50_000,
      ack: (acked ?? 0) + 70_000,
    }))
    const answer = second.map((segment) =>
      segment.by === SERVER
        ? { ...segment, seq: 70_000, ack: 50_001 }
        : { ...segment, ack: 70_001 },
    )
    const close: Segment = { at: 100, by: CLIENT, flags: rst, seq: 1 }
    expect(healthOf([...HANDSHAKE, close, ...answer])).toEqual({
      ...OPENED,
      connections: 2,
      handshakes: 2,
      resets: 1,
      serverUs: 40_000,
      clientUs: 10_000,
    })
  })

  it('takes a connection that it hears from its middle as it comes', () => {
    const middle: Segment[] = [
      { at: 0, by: SERVER, seq: 5_000, ack: 900, length: 1_000 },
      { at: 1, by: SERVER, seq: 6_000, ack: 900, length: 1_000 },
      { at: 20, by: CLIENT, seq: 900, ack: 7_000 },
    ]
    expect(healthOf(middle)).toEqual(NO_TCP)
  })
})

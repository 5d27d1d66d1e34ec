import { expect } from 'vitest'
import type { FileFlow } from '../../../src/base/traffic/file-figures.ts'
import { LocalNetworks } from '../../../src/services/traffic/ends/local-networks.ts'
import { fileFlows } from '../../../src/services/traffic/files/file-flows.ts'
import { FlowTracker } from '../../../src/services/traffic/flow-tracker.ts'
import { detailRows } from '../../../src/services/traffic/sums/interval-rows.ts'
import { LinkType } from '../../../src/wire/link/link-type.ts'
import { TcpFlag } from '../../../src/wire/transport/tcp.ts'
import { type FrameSpec, frameOf } from './traffic-frames.ts'

const { syn, ack } = TcpFlag
const TCP = 6
const START_S = 1_700_000_000

/** A tracker that is shown frames, a millisecond apart. */
export const running = (flowLimit = 2_000) => {
  const tracker = new FlowTracker({ flowLimit, local: new LocalNetworks([]) })
  let ms = 0
  const see = (spec: FrameSpec, captured?: number) => {
    const bytes = frameOf(spec)
    const seconds = START_S + Math.floor(ms / 1_000)
    const nanoseconds = (ms++ % 1_000) * 1e6
    tracker.frame(
      bytes,
      0,
      captured ?? bytes.length,
      bytes.length,
      seconds,
      nanoseconds,
      -1,
      LinkType.ethernet,
    )
  }
  return {
    tracker,
    see,
    wait: (more: number) => {
      ms += more
    },
    /** Closes an interval as many ms later: flows that are idle by then are gone. */
    close: (more: number) => {
      ms += more
      tracker.flows.closeInterval(START_S * 1_000 + ms)
    },
    flows: () => [...fileFlows(tracker)],
    /** The name of the only flow with this server port. */
    nameAt: (port: number) => flowAt(tracker, port)?.name,
    /** How often each thing was said. */
    said: () =>
      Object.fromEntries(
        detailRows(tracker.facts.details, tracker.facts.names).map(({ detail, count }) => [
          detail,
          count,
        ]),
      ),
  }
}

const flowAt = (tracker: FlowTracker, port: number): FileFlow | undefined => {
  const found = [...fileFlows(tracker)].filter((flow) => flow.server.port === port)
  expect(found).toHaveLength(1)
  return found[0]
}

/** One side of a TCP connection: what it sends follows what it has sent. */
export const speaker = (
  from: readonly number[],
  fromPort: number,
  to: readonly number[],
  toPort: number,
) => {
  let next = 0xffff_ff80
  return (payload: Uint8Array, tcpFlags: number = ack): FrameSpec => {
    const sequence = next
    next = (next + payload.length + (tcpFlags & syn ? 1 : 0)) >>> 0
    return { from, to, protocol: TCP, fromPort, toPort, tcpFlags, sequence, payload }
  }
}

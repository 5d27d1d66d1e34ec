import type { FileFigures, FileFlow } from '../base/file-figures.ts'
import { momentText } from './json-output.ts'

/** A million flows are half a gigabyte of text: it is made in pieces of about this length. */
const PIECE_LENGTH = 65_536

/** The object that `--json` prints of a file, as pieces of one line. What nobody knows is null. */
export function* analysisJson(analysis: FileFigures): Generator<string> {
  const { file, format, packets, bytes, truncated, malformed, figures, rate } = analysis
  const head = {
    file,
    packets,
    bytes,
    firstAt: momentText(analysis.firstAt),
    lastAt: momentText(analysis.lastAt),
    truncated,
    malformed,
  }
  const { totals, tcp, dns, protocols, devices, destinations, conversations, details } = figures
  const rest = {
    format,
    brokenOff: analysis.brokenOff,
    flowCount: analysis.flowCount,
    otherFlows: analysis.otherFlows,
    peakBytesPerSecond: totals.peakBytesPerSecond,
    rate: { ...rate, from: momentText(rate.from) },
    tcp,
    dns,
    protocols: protocols.map(known),
    devices: devices.map(known),
    destinations: destinations.map(known),
    conversations,
    details: details.map(known),
  }
  let piece = `${JSON.stringify(head).slice(0, -1)},"flows":[`
  let separator = ''
  for (const flow of analysis.flows()) {
    piece += separator + JSON.stringify(flowJson(flow))
    separator = ','
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  yield `${piece}],${JSON.stringify(rest).slice(1)}\n`
}

const flowJson = (flow: FileFlow) => ({
  transport: flow.transport,
  client: flow.client,
  server: flow.server,
  packets: flow.packets,
  bytes: flow.bytes,
  application: flow.application || null,
  name: flow.name || null,
  tcp: flow.tcp ?? null,
  firstAt: momentText(flow.firstAt),
  lastAt: momentText(flow.lastAt),
  state: flow.state,
  tunnel: flow.tunnel ?? null,
})

const known = (row: { readonly [key: string]: string | number | boolean }) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value]))

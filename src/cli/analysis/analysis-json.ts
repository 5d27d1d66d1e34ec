import type { FileFigures, FileFlow } from '../../base/traffic/file-figures.ts'
import { momentText } from '../json-output.ts'

/**
 * The object that `--json` prints of a file, as pieces of one line: a million flows are half a gigabyte of text. What nobody knows is null.
 * `captureId`: what it was stored as, where that was asked for.
 */
export function* analysisJson(analysis: FileFigures, captureId?: string | null): Generator<string> {
  const { file, format, packets, bytes, truncated, malformed, figures, rate } = analysis
  const head = {
    file,
    packets,
    bytes,
    firstAt: momentText(analysis.firstAt),
    lastAt: momentText(analysis.lastAt),
    truncated,
    malformed,
    ...(captureId === undefined ? {} : { captureId }),
  }
  const { totals, apart, tcp, dns, protocols, devices, destinations, conversations, details } =
    figures
  const rest = {
    format,
    brokenOff: analysis.brokenOff,
    flowCount: analysis.flowCount,
    otherFlows: analysis.otherFlows,
    peakBytesPerSecond: totals.peakBytesPerSecond,
    rate: { ...rate, from: momentText(rate.from) },
    ...apart,
    tcp,
    dns,
    protocols: protocols.map(known),
    devices: devices.map((row) => ({
      ...known(row),
      firstAt: momentText(row.firstAt),
      lastAt: momentText(row.lastAt),
    })),
    destinations: destinations.map(known),
    conversations,
    details: details.map(known),
  }
  yield `${JSON.stringify(head).slice(0, -1)},"flows":[`
  let separator = ''
  for (const flow of analysis.flows()) {
    yield separator
    yield JSON.stringify(flowJson(flow))
    separator = ','
  }
  yield `],${JSON.stringify(rest).slice(1)}\n`
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

const known = (row: { readonly [key: string]: string | number | boolean | null }) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value]))

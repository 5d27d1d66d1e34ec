import type { FileFlow } from '../../base/traffic/file-figures.ts'

/** Ends that a sentence names as examples: more are a list. */
export const EXAMPLES_MAX = 3

/** What one walk over the flows of a file finds out. */
export type FlowSurvey = {
  /** By bytes, the largest first. */
  readonly largest: readonly FileFlow[]
  readonly tcpPackets: number
  /** The flow of which most segments were sent again. */
  readonly mostRepeated: FileFlow | undefined
  /** Whom connections were tried to: the first that never answered, and that refused. One more than examples, where there are more. */
  readonly silent: readonly string[]
  readonly refusing: readonly string[]
}

/** Walks over the flows once, and keeps `largest` of them. */
export const surveyFlows = (flows: Iterable<FileFlow>, largest: number): FlowSurvey => {
  const kept: FileFlow[] = []
  const silent = new Set<string>()
  const refusing = new Set<string>()
  let tcpPackets = 0
  let mostRepeated: FileFlow | undefined
  for (const flow of flows) {
    keepLargest(kept, flow, largest)
    if (flow.tcp === undefined) continue
    tcpPackets += flow.packets[0] + flow.packets[1]
    const repeated = mostRepeated?.tcp?.retransmissions ?? 0
    if (flow.tcp.retransmissions > repeated) mostRepeated = flow
    const examples = flow.state === 'new' ? silent : flow.state === 'refused' ? refusing : undefined
    if (examples !== undefined && examples.size <= EXAMPLES_MAX) examples.add(endName(flow.server))
  }
  return {
    largest: kept,
    tcpPackets,
    mostRepeated,
    silent: [...silent],
    refusing: [...refusing],
  }
}

const bytesOf = ({ bytes: [there, back] }: FileFlow): number => there + back

const keepLargest = (kept: FileFlow[], flow: FileFlow, largest: number): void => {
  const last = kept.at(-1)
  if (kept.length >= largest && (last === undefined || bytesOf(last) >= bytesOf(flow))) return
  const at = kept.findIndex((one) => bytesOf(one) < bytesOf(flow))
  kept.splice(at < 0 ? kept.length : at, 0, flow)
  if (kept.length > largest) kept.pop()
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`; the address alone where there is no port. */
export const endName = ({ address, port }: FileFlow['client']): string => {
  if (port === 0) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

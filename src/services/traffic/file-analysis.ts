import type { AnalyzeOptions, FileFigures } from '../../base/file-figures.ts'
import { Stop } from '../../wire/stop.ts'
import { fileFlows } from './file-flows.ts'
import { type PacketSink, readCaptureFile } from './file-source.ts'
import { FlowEngine } from './flow-engine.ts'
import { DEFAULT_FLOW_LIMIT } from './flow-table.ts'
import {
  conversationRows,
  destinationRows,
  detailRows,
  deviceRows,
  protocolRows,
} from './interval-rows.ts'
import { IntervalSums } from './interval-sums.ts'
import { LocalNetworks } from './local-networks.ts'
import { isRandomMac, vendorOf } from './mac-vendor.ts'
import { OtherFlows } from './other-flows.ts'
import { RateMeter } from './rate-meter.ts'

const PACKETS = 0
const BYTES = 1
const TRUNCATED = 2
const MALFORMED = 3
const FIRST_AT = 4
const LAST_AT = 5

/** Reads the capture file `file` (`-`: standard input) and tells what is in it. Throws CAPTURE_FILE_UNREADABLE and CAPTURE_FILE_FORMAT. */
export const analyzeFile = async (
  file: string,
  options: AnalyzeOptions,
  progress: (bytesRead: number, bytesTotal: number | undefined) => void,
): Promise<FileFigures> => {
  const analysis = new FileAnalysis(options)
  const { format, brokenOff } = await readCaptureFile(file, analysis, { onProgress: progress })
  return { file, format, brokenOff, ...analysis.figures(options.top) }
}

/** Takes in the packets of one file. */
class FileAnalysis implements PacketSink {
  readonly #core: FlowEngine
  readonly #sums: IntervalSums
  readonly #otherFlows = new OtherFlows()
  readonly #rate = new RateMeter()
  readonly #totals = new Float64Array(6)

  constructor(options: AnalyzeOptions) {
    const local = new LocalNetworks(options.localNetworks ?? [])
    const millisecondsOf = (seconds: number | undefined) =>
      seconds === undefined || seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000
    this.#core = new FlowEngine({
      flowLimit: options.flowLimit ?? DEFAULT_FLOW_LIMIT,
      local,
      idleMs: millisecondsOf(options.idleSeconds),
      activeMs: millisecondsOf(options.activeSeconds),
    })
    this.#sums = new IntervalSums(local, this.#core.facts.names)
    this.#totals[FIRST_AT] = Number.POSITIVE_INFINITY
    this.#totals[LAST_AT] = Number.NEGATIVE_INFINITY
  }

  frame(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    vlan: number,
    link: number,
  ): void {
    const core = this.#core
    const isCounted = core.frame(
      bytes,
      offset,
      capturedLength,
      wireLength,
      seconds,
      nanoseconds,
      vlan,
      link,
    )
    const at = seconds * 1000 + nanoseconds / 1e6
    const totals = this.#totals
    totals[PACKETS] = (totals[PACKETS] ?? 0) + 1
    totals[BYTES] = (totals[BYTES] ?? 0) + wireLength
    if (at < (totals[FIRST_AT] ?? 0)) totals[FIRST_AT] = at
    if (at > (totals[LAST_AT] ?? 0)) totals[LAST_AT] = at
    if (core.view.stop !== Stop.none) {
      const place = core.view.stop === Stop.truncated ? TRUNCATED : MALFORMED
      totals[place] = (totals[place] ?? 0) + 1
    }
    this.#rate.add(seconds, nanoseconds, wireLength)
    if (isCounted) return
    this.#otherFlows.add(core.flows.lastKey)
    this.#sums.addOther(core.flows.lastKey, core.flows.lastSender, wireLength)
  }

  /** What was taken in; the lists have at most `top` rows and one for the others. */
  figures(top: number): Omit<FileFigures, 'file' | 'format' | 'brokenOff'> {
    const core = this.#core
    const sums = this.#sums
    const { names, details, dns } = core.facts
    const [packets = 0, bytes = 0, truncated = 0, malformed = 0, firstAt, lastAt] = this.#totals
    sums.addFlows(core.flows)
    return {
      packets,
      bytes,
      firstAt: packets === 0 ? null : (firstAt ?? 0),
      lastAt: packets === 0 ? null : (lastAt ?? 0),
      truncated,
      malformed,
      otherFlows: this.#otherFlows.count,
      flowCount: core.flows.newFlows,
      rate: this.#rate.series,
      figures: {
        totals: {
          intervals: 0,
          packets,
          bytes,
          kernelDrops: null,
          truncated,
          malformed,
          flows: core.flows.newFlows,
          peakBytesPerSecond: this.#rate.peakBytesPerSecond,
        },
        tcp: core.tcp.take(Number.POSITIVE_INFINITY),
        dns: dns.take(),
        protocols: protocolRows(sums, top),
        devices: deviceRows(sums, names, top).map((row) => ({
          ...row,
          vendor: vendorOf(row.mac) ?? '',
          random: isRandomMac(row.mac),
        })),
        destinations: destinationRows(sums, names, top),
        conversations: conversationRows(sums, top),
        details: detailRows(details, names, top),
      },
      flows: () => fileFlows(core),
    }
  }
}

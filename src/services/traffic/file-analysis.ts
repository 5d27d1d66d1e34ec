import type { AnalyzeOptions, FileFigures } from '../../base/file-figures.ts'
import { fileFlows } from './file-flows.ts'
import { type PacketSink, readCaptureFile } from './file-source.ts'
import { DEFAULT_FLOW_LIMIT } from './flow-table.ts'
import { LocalNetworks } from './local-networks.ts'
import { isRandomMac, vendorOf } from './mac-vendor.ts'
import { RateMeter } from './rate-meter.ts'
import { TrafficCounter } from './traffic-counter.ts'

/** Places in `times`: when the first and the last packet came, in ms since the epoch. */
const FIRST_AT = 0
const LAST_AT = 1

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
  readonly #counter: TrafficCounter
  readonly #rate = new RateMeter()
  readonly #times = new Float64Array([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])

  constructor(options: AnalyzeOptions) {
    const millisecondsOf = (seconds: number | undefined) =>
      seconds === undefined || seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000
    this.#counter = new TrafficCounter({
      flowLimit: options.flowLimit ?? DEFAULT_FLOW_LIMIT,
      local: new LocalNetworks(options.localNetworks ?? []),
      idleMs: millisecondsOf(options.idleSeconds),
      activeMs: millisecondsOf(options.activeSeconds),
    })
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
    this.#counter.frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link)
    const at = seconds * 1000 + nanoseconds / 1e6
    const times = this.#times
    if (at < (times[FIRST_AT] ?? 0)) times[FIRST_AT] = at
    if (at > (times[LAST_AT] ?? 0)) times[LAST_AT] = at
    this.#rate.add(seconds, nanoseconds, wireLength)
  }

  /** What was taken in; the lists have at most `top` rows and one for the others. */
  figures(top: number): Omit<FileFigures, 'file' | 'format' | 'brokenOff'> {
    const count = this.#counter.take(Number.POSITIVE_INFINITY, top)
    const { packets, bytes, truncated, malformed, flows, otherFlows, devices, ...lists } = count
    const [firstAt = 0, lastAt = 0] = this.#times
    const { series: rate, peakBytesPerSecond } = this.#rate
    return {
      packets,
      bytes,
      firstAt: packets === 0 ? null : firstAt,
      lastAt: packets === 0 ? null : lastAt,
      truncated,
      malformed,
      otherFlows,
      flowCount: flows,
      rate,
      figures: {
        totals: {
          intervals: 0,
          packets,
          bytes,
          kernelDrops: null,
          truncated,
          malformed,
          flows,
          peakBytesPerSecond,
        },
        ...lists,
        devices: devices.map((row) => ({
          ...row,
          vendor: vendorOf(row.mac) ?? '',
          random: isRandomMac(row.mac),
        })),
      },
      flows: () => fileFlows(this.#counter.core),
    }
  }
}

import type { AnalyzeOptions, FileFigures } from '../../base/traffic/file-figures.ts'
import type { PacketSink } from '../../wire/file/capture-file.ts'
import { isRandomMac, vendorOf } from './ends/mac-vendor.ts'
import { fileCounter } from './files/file-counter.ts'
import { fileFlows } from './files/file-flows.ts'
import { FileIntervals } from './files/file-intervals.ts'
import { readCaptureFile } from './files/file-source.ts'
import { RateMeter } from './files/rate-meter.ts'
import type { Interval } from './interval.ts'
import type { TrafficCounter } from './traffic-counter.ts'

/** Places in `times`: when the first and the last packet came, in ms since the epoch. */
const FIRST_AT = 0
const LAST_AT = 1

/** Takes intervals in their order; no more of the file is read until it has. */
export type TakeIntervals = (intervals: readonly Interval[]) => Promise<void>

/**
 * Reads the capture file `file` (`-`: standard input) and tells what is in it; `takeIntervals` is handed its intervals meanwhile. Throws
 * FILE_UNREADABLE, CAPTURE_FILE_EMPTY, CAPTURE_FILE_FORMAT, and what `takeIntervals` throws.
 */
export const analyzeFile = async (
  file: string,
  options: AnalyzeOptions,
  progress: (bytesRead: number, bytesTotal: number | undefined) => void,
  takeIntervals?: TakeIntervals,
): Promise<FileFigures> => {
  const intervals = takeIntervals === undefined ? undefined : new FileIntervals(options)
  const handOver = () => intervals && takeIntervals?.(intervals.take())
  const analysis = new FileAnalysis(options, intervals)
  const { format, brokenOff } = await readCaptureFile(file, analysis, {
    onProgress: (bytesRead, bytesTotal) => {
      progress(bytesRead, bytesTotal)
      return handOver()
    },
  })
  intervals?.end()
  await handOver()
  return { file, format, brokenOff, ...analysis.figures(options.top) }
}

/** Takes in the packets of one file, and hands each on to `intervals`. */
class FileAnalysis implements PacketSink {
  readonly #counter: TrafficCounter
  readonly #intervals: FileIntervals | undefined
  readonly #rate = new RateMeter()
  readonly #times = new Float64Array([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])

  constructor(options: AnalyzeOptions, intervals: FileIntervals | undefined) {
    this.#counter = fileCounter(options, { hasSpans: true })
    this.#intervals = intervals
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
    this.#intervals?.frame(
      bytes,
      offset,
      capturedLength,
      wireLength,
      seconds,
      nanoseconds,
      vlan,
      link,
    )
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
        devices: devices.map(({ firstAt: seenFrom, lastAt: seenUntil, ...row }) => ({
          ...row,
          firstAt: seenFrom ?? null,
          lastAt: seenUntil ?? null,
          vendor: vendorOf(row.mac) ?? '',
          random: isRandomMac(row.mac),
        })),
      },
      flows: () => fileFlows(this.#counter.tracker),
    }
  }
}

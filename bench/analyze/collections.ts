import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Steady } from './collections-script.ts'

const run = promisify(execFile)

const SCRIPT = fileURLToPath(new URL('./collections-script.ts', import.meta.url))
/** A line of `--trace-gc`, with the time since the process began (ms). */
const COLLECTION = /^\[\d+:0x[0-9a-f]+\]\s+(\d+) ms: /gm

export type Collections = {
  /** In the steady state. */
  readonly count: number
  readonly seconds: number
  readonly packets: number
  /** Those of the start, and of the end. */
  readonly others: number
}

/**
 * Collections of garbage while the engine reads a file of so many packets, `passes` times, as V8 tells them. With `youngMebibytes` the
 * place for new objects is so small, and little garbage shows.
 */
export const countCollections = async (
  file: string,
  packets: number,
  { passes = 1, youngMebibytes }: { passes?: number; youngMebibytes?: number } = {},
): Promise<Collections> => {
  const young =
    youngMebibytes === undefined
      ? []
      : [`--min-semi-space-size=${youngMebibytes}`, `--max-semi-space-size=${youngMebibytes}`]
  const script = [SCRIPT, file, String(packets), String(passes)]
  const { stdout, stderr } = await run(process.execPath, ['--trace-gc', ...young, ...script])
  const steady = JSON.parse(stderr) as Steady
  const times = [...stdout.matchAll(COLLECTION)].map(([, time]) => Number(time))
  const count = times.filter((time) => time >= steady.from && time <= steady.to).length
  return {
    count,
    seconds: (steady.to - steady.from) / 1_000,
    packets: steady.packets,
    others: times.length - count,
  }
}

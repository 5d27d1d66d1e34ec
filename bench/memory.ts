import { readFileSync } from 'node:fs'
import { pause } from '../src/base/clock.ts'
import { processesOf } from '../test/support/daemon-view.ts'
import { startVigie } from '../test/support/vigie.ts'
import type { Bench, Figure } from './figure.ts'
import { spreadOf } from './spread.ts'

/** After this a daemon has done what its start asks for, and its heap has settled. */
const IDLE_MS = 20_000
const SHORT_IDLE_MS = 1_000
/** Looked at so often, a second apart. */
const LOOKS = 5

type Memory = { readonly rss: number; readonly pss: number | undefined }

/** What the whole of an idle Vigie holds: daemon, MariaDB, Redis, and what ties them to their parent. */
export const memoryBench: Bench = {
  name: 'memory',
  title: 'what an idle Vigie with its own servers holds',
  run: async ({ short, progress }) => {
    progress('starting a whole Vigie')
    const vigie = await startVigie()
    try {
      await pause(short ? SHORT_IDLE_MS : IDLE_MS)
      const seen = new Map<string, Memory[]>()
      for (let look = 0; look < (short ? 1 : LOOKS); look++) {
        for (const [name, memory] of memoryByProgram(processesOf(vigie.home))) {
          seen.set(name, [...(seen.get(name) ?? []), memory])
        }
        await pause(1_000)
      }
      const figures = [...seen].flatMap(([name, looks]) => figuresOf(name, looks))
      return { figures, notes: ['PSS shares what several processes map; RSS counts it for each.'] }
    } finally {
      await vigie.cleanUp()
    }
  },
}

const figuresOf = (name: string, looks: readonly Memory[]): Figure[] => {
  const rss = spreadOf(looks.map((look) => look.rss))
  const pss = looks.flatMap((look) => look.pss ?? [])
  return [
    { what: `${name}, RSS`, unit: 'MB', vigie: rss },
    ...(pss.length === 0 ? [] : [{ what: `${name}, PSS`, unit: 'MB', vigie: spreadOf(pss) }]),
  ]
}

/** By what the processes run, and 'all together'; a process that has ended meanwhile counts for nothing. */
const memoryByProgram = (pids: readonly number[]): ReadonlyMap<string, Memory> => {
  const sums = new Map<string, Memory>()
  for (const pid of pids) {
    const memory = memoryOf(pid)
    if (memory === undefined) continue
    for (const name of [memory.name, 'all together']) {
      const { rss, pss } = sums.get(name) ?? { rss: 0, pss: 0 }
      const bothPss = pss === undefined || memory.pss === undefined ? undefined : pss + memory.pss
      sums.set(name, { rss: rss + memory.rss, pss: bothPss })
    }
  }
  return sums
}

const memoryOf = (pid: number): (Memory & { readonly name: string }) | undefined => {
  try {
    const name = programOf(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
    const rss = kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS')
    if (rss === undefined) return undefined
    return { name, rss, pss: pssOf(pid) }
  } catch {
    return undefined
  }
}

/** A Node calls its first thread, and so itself, `MainThread`. */
const programOf = (command: string): string => (command === 'MainThread' ? 'daemon' : command)

/** Not everybody may read it, and not every kernel has it. */
const pssOf = (pid: number): number | undefined => {
  try {
    return kilobytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss')
  } catch {
    return undefined
  }
}

/** A figure of /proc in MB. */
const kilobytes = (text: string, field: string): number | undefined => {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : (Number(found) * 1_024) / 1e6
}

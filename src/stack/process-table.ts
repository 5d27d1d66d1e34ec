import { readdirSync, readFileSync } from 'node:fs'
import { pause } from '../base/clock.ts'

/** How often a process that was told to stop is looked at again; its end costs us at most this much. */
const LOOK_EVERY_MS = 20

/**
 * When the process began, in clock ticks since boot: with the pid it names one process for good, because a pid alone is
 * given away again. Undefined where it does not run.
 */
export const startOf = (pid: number): string | undefined => {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold spaces and brackets itself; what follows its last bracket does not.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

/** The processes that have `argument` as one whole argument of their command line. */
export const processesWith = (argument: string): number[] => {
  const pids: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      if (words.includes(argument) && startOf(Number(name)) !== undefined) pids.push(Number(name))
    } catch {
      // it ended while we looked
    }
  }
  return pids
}

/** Ends a process: asks with SIGTERM, then after `graceMs` ends it with SIGKILL; returns when it is gone. */
export const endProcess = async (pid: number, graceMs: number): Promise<void> => {
  const start = startOf(pid)
  const runs = () => start !== undefined && startOf(pid) === start
  const waitUntil = async (deadline: number) => {
    while (runs() && performance.now() < deadline) await pause(LOOK_EVERY_MS)
  }
  if (!runs()) return
  signal(pid, 'SIGTERM')
  await waitUntil(performance.now() + graceMs)
  if (!runs()) return
  signal(pid, 'SIGKILL')
  await waitUntil(performance.now() + graceMs)
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // it ended by itself
  }
}

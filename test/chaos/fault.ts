import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { serverOf } from '../support/daemon-view.ts'
import type { Random } from '../support/random.ts'
import { sleep } from '../support/until.ts'
import type { ChaosHome } from './chaos-home.ts'
import type { Supervisor } from './supervisor.ts'

export const faultNames = [
  'thread terminated',
  'daemon killed',
  'redis killed',
  'database killed',
  'redis emptied',
  'thread throws',
  'database frozen',
  'disk full',
  'clock forward',
  'database shut down',
  'clock back',
] as const

export type FaultName = (typeof faultNames)[number]

/** What happens to a Vigie, and for how long or how far, in ms; 0 where that means nothing. */
export type Fault = { readonly name: FaultName; readonly milliseconds: number }

/** Where a fault is done. */
export type Place = { readonly supervisor: Supervisor; readonly home: ChaosHome }

/** How long a server is held, or a disk full, at most. */
export type Bounds = { readonly freezeMs: number; readonly fullDiskMs: number }

const HOUR_MS = 3_600_000

export const chooseFault = (name: FaultName, random: Random, bounds: Bounds): Fault => {
  switch (name) {
    case 'database frozen':
      return { name, milliseconds: random.whole(1_000, bounds.freezeMs) }
    case 'disk full':
      return { name, milliseconds: random.whole(2_000, bounds.fullDiskMs) }
    case 'clock forward':
    case 'clock back':
      // Seconds, as a time server corrects them; or hours, as a machine without a battery has them.
      return {
        name,
        milliseconds: random.oneOf([random.whole(2_000, 30_000), random.whole(1, 48) * HOUR_MS]),
      }
    default:
      return { name, milliseconds: 0 }
  }
}

/** Does it, and undoes what does not pass by itself; resolves when it is over. False where there was nothing to do it to. */
export const commit = async (fault: Fault, { supervisor, home }: Place): Promise<boolean> => {
  const { name, milliseconds } = fault
  switch (name) {
    case 'thread terminated':
      return supervisor.command({ do: 'terminate' })
    case 'thread throws':
      return supervisor.command({ do: 'throw' })
    case 'daemon killed':
      await supervisor.killDaemon()
      return true
    case 'redis killed':
      return signal(await supervisor.serverPid('redis'), 'SIGKILL')
    case 'database killed':
      return signal(await supervisor.serverPid('mysql'), 'SIGKILL')
    case 'database shut down':
      return signal(await supervisor.serverPid('mysql'), 'SIGTERM')
    case 'redis emptied':
      return emptyRedis(supervisor.home)
    case 'database frozen': {
      const pid = await supervisor.serverPid('mysql')
      const same = programOf(pid)
      if (!signal(pid, 'SIGSTOP')) return false
      await sleep(milliseconds)
      if (programOf(pid) === same) signal(pid, 'SIGCONT')
      return true
    }
    case 'disk full':
      await home.fill()
      await sleep(milliseconds)
      await home.free()
      return true
    case 'clock forward':
      return supervisor.command({ do: 'step', milliseconds })
    case 'clock back':
      return supervisor.command({ do: 'step', milliseconds: -milliseconds })
  }
}

const signal = (pid: number, name: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, name)
  } catch {
    return false // it has ended meanwhile
  }
}

/** What tells a process from another one that was given its pid. */
const programOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

const emptyRedis = async (home: string): Promise<boolean> => {
  const { address } = await serverOf(home, 'redis')
  const redis = new Redis({ path: address, retryStrategy: null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  try {
    await redis.flushall()
    return true
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ServerStatus } from '../../src/stack/index.ts'

/** What the child is to do: `uid` to run as another user, `untied` to run its servers without `setpriv`. */
export type StackChildPlan = {
  readonly home: string
  readonly uid?: number
  readonly untied?: boolean
}

/** A stack in a process of its own. */
export type ChildStack = {
  readonly servers: readonly ServerStatus[]
  /** Ends the process without a word to it, as the kernel would when memory is short. */
  readonly kill: () => Promise<void>
  /** Stops it as `vigie down` would; gives its exit status. */
  readonly stop: () => Promise<number | null>
}

/** Starts the child, and returns when its servers answer; throws with what it wrote where it ends before. */
export const startChildStack = async (plan: StackChildPlan): Promise<ChildStack> => {
  const program = join(import.meta.dirname, 'stack-child.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let complaint = ''
  child.stderr.on('data', (bytes) => {
    complaint += String(bytes)
  })
  const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)])
  if (!first) throw new Error(complaint)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    servers: JSON.parse(String(first[0])) as ServerStatus[],
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

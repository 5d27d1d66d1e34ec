import { mkdtemp, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { derivedId } from '../../src/base/ids.ts'
import { createLog, type Log } from '../../src/base/log.ts'
import { type Durability, type Stack, startStack } from '../../src/stack/index.ts'

/** Enough numbered databases for every test file of a run to have its own. */
const TEST_REDIS_DATABASES = 1_024

export type TestStackOptions = { readonly durability?: Durability; readonly log?: Log }

/** Servers of their own for one test, in a home of their own. */
export type TestStack = {
  readonly home: string
  readonly stack: Stack
  /** Stops the servers and removes all that they left on this machine. */
  readonly cleanUp: () => Promise<void>
}

/** A home in a temporary folder that no other test uses; `removeHome` takes it away again. */
export const createHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'vigie-home-'))

/** Removes a home whose servers have stopped, and the data that they kept outside it under root. */
export const removeHome = async (home: string): Promise<void> => {
  const data = await readlink(join(home, 'servers')).catch(() => undefined)
  if (data) {
    await rm(data, { recursive: true, force: true })
    // Where root's servers had their sockets: a killed daemon takes nothing away.
    await rm(join('/run/vigie', derivedId(data)), { recursive: true, force: true })
  }
  await rm(home, { recursive: true, force: true })
}

/** Starts real servers in a new temporary home. */
export const startTestStack = async (options: TestStackOptions = {}): Promise<TestStack> => {
  const home = await createHome()
  const stack = await startStack({
    home,
    log: options.log ?? createLog('silent'),
    durability: options.durability ?? 'full',
    redisDatabases: TEST_REDIS_DATABASES,
  })
  const cleanUp = async () => {
    await stack.stop()
    await removeHome(home)
  }
  return { home, stack, cleanUp }
}

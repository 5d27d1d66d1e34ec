import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { assert } from '../base/assert.ts'
import { Failure } from '../base/failure.ts'
import { newId } from '../base/ids.ts'
import { startOf } from './process-table.ts'

/** Each round either takes the lock, finds its holder alive, or clears one dead holder; more than a few are not there. */
const ROUNDS = 10

/** Held while a stack runs: the file says `<pid> <start of that process>`, so a dead holder is known as dead. */
export type StackLock = { readonly release: () => Promise<void> }

/** Takes the lock of one data folder, or throws RUNNING_ALREADY with the pid of the process that holds it. */
export const takeStackLock = async (path: string, home: string): Promise<StackLock> => {
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`
  const draft = `${path}.${newId()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (await linked(draft, path)) return { release: () => released(path, mine) }
      const holder = await readFile(path, 'utf8').catch(() => undefined)
      if (holder === undefined) continue
      const pid = Number(holder.split(' ')[0])
      if (holder.split(' ')[1] === startOf(pid)) throw new Failure('RUNNING_ALREADY', { home, pid })
      await clearDead(path, holder)
    }
  } finally {
    await unlink(draft)
  }
  assert(false, `the lock ${path} could be neither taken nor read`)
}

/** link(2) fails where the name exists: the one step that two processes cannot both do. */
const linked = (draft: string, path: string): Promise<boolean> =>
  link(draft, path).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EEXIST') return false
      throw thrown
    },
  )

/** Takes a dead holder's file away; where another process was quicker and its own file was caught, puts that back. */
const clearDead = async (path: string, dead: string): Promise<void> => {
  const aside = `${path}.${newId()}`
  try {
    await rename(path, aside)
  } catch {
    return // somebody else cleared it
  }
  if ((await readFile(aside, 'utf8')) !== dead) await linked(aside, path)
  await unlink(aside)
}

const released = async (path: string, mine: string): Promise<void> => {
  const holder = await readFile(path, 'utf8').catch(() => undefined)
  if (holder === mine) await unlink(path)
}

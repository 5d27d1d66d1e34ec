import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { derivedId } from '../../src/base/ids.ts'
import { createHome, removeHome } from '../support/stack.ts'

const run = promisify(execFile)

/** MariaDB's data with its logs are about 130 MB. */
const SMALL_DISK_BYTES = 256 * 1024 * 1024
const BLOCK_BYTES = 64 * 1024

/** A home on a disk of its own, or on the machine's. */
export type ChaosHome = {
  readonly path: string
  /** Takes the whole disk. Only where it is small. */
  readonly fill: () => Promise<void>
  /** Gives back what `fill` took. */
  readonly free: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** With `small`, home and server data are on a tmpfs that holds little more than them. */
export const createChaosHome = async (small: boolean): Promise<ChaosHome> => {
  const home = await createHome()
  if (small) {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK_BYTES},mode=711`, 'vigie', home])
    await keepDataInside(home)
  }
  const filler = path.join(home, 'filler')
  const free = () => rm(filler, { force: true })
  return {
    path: home,
    fill: () => fillWith(filler),
    free,
    remove: async () => {
      if (small) {
        await run('umount', ['--lazy', home])
        await rm(path.join('/run/vigie', derivedId(home)), { recursive: true, force: true })
      }
      await removeHome(home)
    },
  }
}

/** Data that a start without root left in a home stays there: so it is for this one from the beginning. */
const keepDataInside = async (home: string): Promise<void> => {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith('vigie:'))
  const [, , uid = 0, gid = 0] = (line ?? '').split(':').map(Number)
  const folder = path.join(home, 'redis')
  await mkdir(folder, { mode: 0o700 })
  await chown(folder, uid, gid)
  await chmod(home, 0o711)
}

const fillWith = async (file: string): Promise<void> => {
  const handle = await open(file, 'a')
  const block = Buffer.alloc(BLOCK_BYTES)
  try {
    for (let size = BLOCK_BYTES; size >= 1; ) {
      // The last page is taken too: a server may need but one.
      await handle.write(block, 0, size).catch((thrown: NodeJS.ErrnoException) => {
        if (thrown.code !== 'ENOSPC') throw thrown
        size = Math.floor(size / 16)
      })
    }
  } finally {
    await handle.close()
  }
}

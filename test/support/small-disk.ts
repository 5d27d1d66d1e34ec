import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { derivedId } from '../../src/base/ids.ts'
import { SERVER_USER } from '../../src/stack/server-folders.ts'

const MIB = 1024 * 1024
/** The databases' first start takes some 130 MiB of it. */
const SIZE_MIB = 300
const PIECE = Buffer.alloc(64 * 1024, 1)

/** A file system in memory for the data of the servers of one home, which root's Vigie keeps outside of the home. */
export type SmallDisk = {
  /** Fills it until so many MiB are free; 0: until not one more byte fits. */
  readonly leave: (mebibytes: number) => void
  /** Takes the filling out again. */
  readonly clear: () => void
  /** After Vigie has stopped. */
  readonly remove: () => void
}

/** Makes it before the first start of the home. Needs root. */
export const smallDisk = (home: string): SmallDisk => {
  const data = path.join('/var/lib/vigie', derivedId(realpathSync(home)))
  const id = (kind: string) => execFileSync('id', [kind, SERVER_USER], { encoding: 'utf8' }).trim()
  const options = `size=${SIZE_MIB}m,mode=700,uid=${id('-u')},gid=${id('-g')}`
  mkdirSync(data, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', data])
  const filling = path.join(data, 'filling')
  const free = () => {
    const { bavail, bsize } = statfsSync(data)
    return bavail * bsize
  }
  const fillUp = () => {
    const file = openSync(filling, 'a')
    try {
      for (;;) writeSync(file, PIECE)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
    } finally {
      closeSync(file)
    }
  }
  return {
    leave: (mebibytes) => {
      fillUp()
      const excess = mebibytes * MIB - free()
      if (excess > 0) truncateSync(filling, Math.max(0, statSync(filling).size - excess))
    },
    clear: () => rmSync(filling, { force: true }),
    remove: () => {
      execFileSync('umount', [data])
      rmSync(data, { recursive: true, force: true })
    },
  }
}

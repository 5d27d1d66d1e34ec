/** What `vigie backup` fetches from the daemon. Part of the composition root. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from './base/clock.ts'
import { configFile } from './base/config.ts'
import { Failure, reasonOf } from './base/failure.ts'
import { sessionKeyFile } from './base/home.ts'
import type { BackupHeader } from './db/backup-format.ts'
import { openBackupSource } from './db/backup-source.ts'
import { writeBackup } from './db/backup-writer.ts'
import type { MysqlAddress } from './db/mysql-options.ts'

export type BackupOptions = {
  readonly home: string
  readonly version: string
  readonly address: MysqlAddress
  readonly clock: Clock
}

/**
 * Returns what makes a backup: the database at one moment, the configuration and the session key. One at a time, because each holds
 * back what the database would clean up: another one is refused with BACKUP_RUNNING.
 */
export const backupMaker = ({ home, version, address, clock }: BackupOptions) => {
  let running = false
  return async (): Promise<AsyncGenerator<Uint8Array>> => {
    if (running) throw new Failure('BACKUP_RUNNING', {})
    running = true
    const end = () => {
      running = false
    }
    try {
      const files = await filesOf(home)
      const source = await openBackupSource(address)
      const close = () => source.close().finally(end)
      return writeBackup({ ...source, close }, { version, writtenAt: clock.now(), files })
    } catch (thrown) {
      end()
      throw thrown
    }
  }
}

const filesOf = async (home: string): Promise<BackupHeader['files']> => {
  const [config, key] = await Promise.all([configFile(home), sessionKeyFile(home)].map(base64Of))
  return {
    ...(config === undefined ? {} : { [path.basename(configFile(home))]: config }),
    ...(key === undefined ? {} : { [path.basename(sessionKeyFile(home))]: key }),
  }
}

/** A file that is not there is not in the backup: Vigie runs without a configuration, and without a console it has no key. */
const base64Of = (file: string): Promise<string | undefined> =>
  readFile(file, 'base64').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined
    throw new Failure('FILE_UNREADABLE', { file, reason: reasonOf(thrown) }, { cause: thrown })
  })

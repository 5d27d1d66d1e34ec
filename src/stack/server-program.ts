import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Failure } from '../base/failure.ts'

/** Debian keeps servers in sbin, which an unprivileged user's PATH often lacks. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec']

/** Where programs are looked for: PATH, then the folders for servers. */
export const machineFolders = (): readonly string[] => [
  ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
  ...SERVER_FOLDERS,
]

/** The first of `names` that can be run, with its folder; a name before the next, a folder before the next. */
export const findProgram = async (
  names: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> => {
  for (const name of names)
    for (const folder of folders) {
      const path = join(folder, name)
      const runs = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (runs) return path
    }
  return undefined
}

/** What each server is called, which package of Debian has it, and the setting that does without. */
const programs = {
  mysql: { names: ['mariadbd'], package: 'mariadb-server-core', setting: 'mysql.url' },
  // Without the package redis-server, which would start a system daemon: the same program under another name.
  redis: {
    names: ['redis-server', 'redis-check-rdb'],
    package: 'redis-tools',
    setting: 'redis.url',
  },
} as const

/** The program of a server, with its folder. Throws SERVER_MISSING. */
export const findServerProgram = async (
  server: keyof typeof programs,
  folders: readonly string[] = machineFolders(),
): Promise<string> => {
  const { names, ...remedy } = programs[server]
  const found = await findProgram(names, folders)
  if (found === undefined) throw new Failure('SERVER_MISSING', { program: names[0], ...remedy })
  return found
}

import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Where the system keeps programs, also those of the administrator. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']

/** Why a program cannot be used, and what to do about it; undefined where it is there. */
export const missing = (program: string, debianPackage: string): string | undefined =>
  FOLDERS.some((folder) => isExecutable(path.join(folder, program)))
    ? undefined
    : `${program} is missing; as root: apt-get install ${debianPackage}`

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

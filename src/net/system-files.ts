import { readdirSync, readFileSync } from 'node:fs'

/** Where the kernel's files are mounted; tests put their own in place. */
export type SystemRoots = { readonly sys: string; readonly proc: string }

export const systemRoots: SystemRoots = { sys: '/sys', proc: '/proc' }

/** A file of /proc or /sys, or '' where it is not there or not readable: another system, or an interface that has just gone. */
export const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The names in a folder, sorted; none where there is no such folder. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

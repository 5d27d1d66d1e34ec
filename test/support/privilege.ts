import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { newId } from '../../src/base/ids.ts'
import { unitCapabilities } from './unit-file.ts'

export const isRoot = process.getuid?.() === 0

/** "nobody": an account without rights that every Debian has. */
export const NOBODY = 65_534

/** Stands in the name of a test that needs another user; empty where it runs. */
export const rootOnly = isRoot ? '' : ' (skipped: only root can become another user)'

/** Stands in the name of a test that needs a file system of its own; empty where it runs. */
export const mountOnly = isRoot ? '' : ' (skipped: only root can make a small disk)'

/** Whether this process may make network namespaces: tried, because root in a container may not, and a user in a namespace of its own may. */
export const hasNamespaces = (() => {
  const name = `vigie-try-${newId()}`
  const ip = (...args: readonly string[]) =>
    execFileSync('ip', ['netns', ...args], { stdio: 'ignore' })
  try {
    ip('add', name)
    ip('exec', name, 'true')
    ip('del', name)
    return true
  } catch {
    return false
  }
})()

/** Stands in the name of a test that needs a network namespace; empty where it runs. */
export const namespacesOnly = hasNamespaces
  ? ''
  : ' (skipped: this user may not make network namespaces)'

/** The words that run a command without any capability: root becomes nobody, another user hands nothing on. */
export const withoutPrivilege: readonly string[] = isRoot
  ? ['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups']
  : ['setpriv', '--inh-caps', '-all', '--ambient-caps', '-all']

/** The same with the service's capabilities alone, for what runs in a namespace, in which its maker may do everything; root stays root. */
export const asServiceInNamespace: readonly string[] = isRoot
  ? []
  : ['setpriv', '--inh-caps', unitCapabilities(), '--ambient-caps', unitCapabilities()]

/** Whether whoever runs without privilege can read this clone, and run its Node: tried, because nobody else may enter root's own folder. */
export const isCloneOpen = (() => {
  const [command = '', ...words] = [...withoutPrivilege, process.execPath, '--check']
  const main = path.resolve(import.meta.dirname, '../../src/main.ts')
  return spawnSync(command, [...words, main], { stdio: 'ignore' }).status === 0
})()

/** Stands in the name of a test that needs that; empty where it runs. */
export const openCloneOnly = isCloneOpen
  ? ''
  : ' (skipped: no other user may enter the folder of this clone)'

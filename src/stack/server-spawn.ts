import type { Owner } from './owned-folder.ts'
import { findProgram, machineFolders } from './server-program.ts'

/** A service has its capabilities as ambient ones, which children inherit; a database captures nothing. */
const WITHOUT_CAPABILITIES = ['--inh-caps', '-all', '--ambient-caps', '-all']

/**
 * The program and the arguments that make a child end when its parent does, whatever ended the parent; the kernel sees to it. Without
 * `setpriv` (essential in Debian, absent elsewhere) the next start ends what is left. A thread that spawns counts as parent.
 */
export const tiedToParent = async (
  program: string,
  args: readonly string[],
): Promise<readonly [string, readonly string[]]> => {
  const setpriv = await findProgram(['setpriv'], machineFolders())
  return setpriv
    ? [
        setpriv,
        ['--no-new-privs', ...WITHOUT_CAPABILITIES, '--pdeathsig', 'TERM', program, ...args],
      ]
    : [program, args]
}

/** How every server is spawned: in its own session, so that Ctrl-C reaches Vigie alone, and with no settings of the caller's. */
export const serverSpawnOptions = (owner: Owner | undefined, folder: string) => ({
  ...(owner ? { uid: owner.uid, gid: owner.gid } : {}),
  cwd: folder,
  detached: true,
  env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' },
})

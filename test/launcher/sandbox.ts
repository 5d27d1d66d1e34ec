import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const LAUNCHER = join(import.meta.dirname, '../../vigie')

/** What the launcher may use of the real system: nothing here installs, fetches or knows what is installed. */
const REAL_TOOLS =
  'sh env cat cksum cut date dirname ln mkdir mv printf readlink rm sed sleep tail touch uname'

/**
 * A copy of the launcher in a clone of its own, on a machine of its own: PATH has the harmless tools above, and fakes of the package
 * managers and of what they install, which write down how they were called. They stand for the outside world, which a test must not change.
 */
export class Sandbox {
  /** With spaces, as some people have them. */
  readonly clone: string
  readonly programs: string
  readonly system: string
  readonly #calls: string
  readonly #base: string

  private constructor(base: string) {
    this.#base = base
    this.clone = join(base, 'my network/the clone')
    this.programs = join(base, 'programs')
    this.system = join(base, 'system')
    this.#calls = join(base, 'calls')
  }

  /** A machine that has Node 24, npm and all system packages; the clone's own packages are not installed yet. */
  static async create(): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(join(tmpdir(), 'vigie-launcher-')))
    await mkdir(sandbox.clone, { recursive: true })
    await mkdir(sandbox.programs)
    await copyFile(LAUNCHER, join(sandbox.clone, 'vigie'))
    await sandbox.write(join(sandbox.clone, 'package-lock.json'), '{"lock": 1}')
    for (const tool of REAL_TOOLS.split(' '))
      await symlink(realPath(tool), join(sandbox.programs, tool))
    for (const name of ['mariadbd', 'redis-server', 'ip', 'python3', 'make', 'g++'])
      await sandbox.fake(name, '')
    await sandbox.write(join(sandbox.system, 'usr/lib/any-linux-gnu/libpcap.so.1.10'), '')
    await sandbox.write(join(sandbox.system, 'usr/include/pcap.h'), '')
    await sandbox.write(join(sandbox.clone, '.toolchain/mysql/complete'), '')
    await sandbox.nodeVersion('v24.1.0')
    await sandbox.user(0)
    await sandbox.fake('apt-get', '')
    await sandbox.fake('useradd', '')
    await sandbox.fake('npm', NPM)
    return sandbox
  }

  /** The version of the Node on PATH. */
  nodeVersion(version: string): Promise<void> {
    return this.fake('node', nodeScript(version), false)
  }

  /** Who runs the launcher, and whether the system user "vigie" exists. */
  user(uid: number, known = true): Promise<void> {
    const unknown = known ? 'echo 999' : 'exit 1'
    return this.fake('id', `if [ "$*" = '-u' ]; then echo ${uid}; else ${unknown}; fi`, false)
  }

  /** Puts a program on PATH that writes down its call (`recorded`), then does `script`. */
  async fake(name: string, script: string, recorded = true): Promise<void> {
    const record = recorded ? `echo "${name} $*" >> "${this.#calls}"` : ''
    const path = join(this.programs, name)
    await rm(path, { force: true })
    await this.write(path, `#!/bin/sh\n${record}\ncalls='${this.#calls}'\n${script}\n`)
    await chmod(path, 0o755)
  }

  remove(name: string): Promise<void> {
    return rm(join(this.programs, name))
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  /** Gives a file another time, `seconds` from now. */
  async touch(path: string, seconds: number): Promise<void> {
    const at = Date.now() / 1000 + seconds
    await utimes(path, at, at)
  }

  /** Calls of the fakes since the last look, with this sandbox's folders named. */
  async calls(): Promise<string[]> {
    if (!existsSync(this.#calls)) return []
    const text = await readFile(this.#calls, 'utf8')
    await rm(this.#calls)
    return text.replaceAll(this.clone, 'CLONE').split('\n').filter(Boolean)
  }

  /** Runs the launcher by any of its names. Standard output is what the program that it ends in was given. */
  async run(
    args: readonly string[],
    options: {
      readonly env?: Readonly<Record<string, string>>
      readonly as?: string
      readonly cwd?: string
    } = {},
  ) {
    const child = spawn('/bin/sh', [options.as ?? join(this.clone, 'vigie'), ...args], {
      cwd: options.cwd ?? '/',
      env: { PATH: this.programs, VIGIE_SYSTEM_ROOT: this.system, ...options.env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (bytes) => {
      stdout += String(bytes)
    })
    child.stderr.on('data', (bytes) => {
      stderr += String(bytes)
    })
    await once(child, 'close')
    const named = (text: string) => text.replaceAll(this.clone, 'CLONE')
    return { status: child.exitCode, stdout: named(stdout), stderr: named(stderr) }
  }

  destroy(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true })
  }
}

const realPath = (tool: string): string => {
  const found = ['/bin', '/usr/bin'].map((folder) => join(folder, tool)).find(existsSync)
  if (!found) throw new Error(`this machine has no ${tool}`)
  return found
}

/** A Node that only says what it was asked to run, one argument a line. */
const nodeScript = (version: string): string =>
  `if [ "$1" = --version ]; then echo ${version}; else printf '<%s>\\n' "$@"; fi`

/** An npm that makes the files which the real one would make, and notes which Node it runs under. */
const NPM = `
echo "  under $(node --version), nodedir \${npm_config_nodedir:-none}" >> "$calls"
prefix=$3
if [ "$1" = install ]; then
  prefix=$3
  home=$prefix/node_modules/\${6%@*}
  mkdir -p "$home/bin" "$home/include/node"
  touch "$home/include/node/node.h"
  printf '%s\\n' '#!/bin/sh' '${nodeScript('v24.9.9').replaceAll("'", "'\\''")}' > "$home/bin/node"
  /bin/chmod 755 "$home/bin/node"
else
  sleep 0.3
  mkdir -p "$prefix/node_modules/cap/build/Release"
  if command -v g++ > /dev/null; then touch "$prefix/node_modules/cap/build/Release/cap.node"; fi
fi`

import { chmod, lstat, mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startOf } from '../../src/stack/process-table.ts'
import { until } from '../support/until.ts'
import { Sandbox } from './sandbox.ts'

const NPM_CI = 'npm ci --prefix CLONE --include=dev --include=optional --no-audit --no-fund'
const NPM_NODE =
  /^npm install --prefix CLONE\/\.toolchain --no-audit --no-fund node-linux-(x64|arm64)@24$/
const ROOT_COMMAND = 'apt-get update && apt-get install -y --no-install-recommends'

describe('the launcher', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await Sandbox.create()
  })
  afterEach(() => sandbox.destroy())

  /** Brings the clone to where nothing is left to install. */
  const installed = async () => {
    await sandbox.run(['status'])
    await sandbox.calls()
  }

  describe('and Node', () => {
    it('takes a Node of at least 24 from PATH and gives it every argument as it was', async () => {
      const run = await sandbox.run(['capture', '60', '--filter', 'host "a b"', ''])
      expect(run.stdout).toBe(
        '<CLONE/src/main.ts>\n<capture>\n<60>\n<--filter>\n<host "a b">\n<>\n',
      )
      expect(await sandbox.calls()).toEqual([NPM_CI, '  under v24.1.0, nodedir none'])
    })

    it('runs the measures under the same Node, with every argument as it was', async () => {
      const run = await sandbox.run(['bench', 'log', '--short'])
      expect(run.stdout).toBe('<CLONE/bench/main.ts>\n<log>\n<--short>\n')
    })

    it.for(['v22.9.0', 'v9.0.0', 'nonsense'])('fetches one where PATH has %s', async (version) => {
      await sandbox.nodeVersion(version)
      const run = await sandbox.run(['status'])
      expect(run.stdout).toBe('<CLONE/src/main.ts>\n<status>\n')
      expect(run.stderr).toContain('installing Node 24 (about 30 s)')
      const [fetch, , ci, under] = await sandbox.calls()
      expect(fetch).toMatch(NPM_NODE)
      expect(ci).toBe(NPM_CI)
      expect(under).toMatch(/under v24.9.9, nodedir CLONE\/.toolchain\/node_modules\/node-linux-/)
    })

    it('fetches nothing twice', async () => {
      await sandbox.nodeVersion('v20.0.0')
      await installed()
      const run = await sandbox.run(['status'])
      expect(run).toEqual({ status: 0, stdout: '<CLONE/src/main.ts>\n<status>\n', stderr: '' })
      expect(await sandbox.calls()).toEqual([])
    })

    it('says what to do where npm is missing', async () => {
      await sandbox.remove('npm')
      const run = await sandbox.run(['status'])
      expect(run.status).toBe(1)
      expect(run.stderr).toMatch(/^vigie: npm is missing; install it .* and try again\n$/)
    })
  })

  describe('and the Node packages', () => {
    it('installs them again where the lock changed, not where only its time did', async () => {
      await installed()
      await sandbox.touch(join(sandbox.clone, 'package-lock.json'), 100)
      await sandbox.run(['status'])
      expect(await sandbox.calls()).toEqual([])
      await sandbox.write(join(sandbox.clone, 'package-lock.json'), '{"lock": 2}')
      await sandbox.run(['status'])
      expect(await sandbox.calls()).toContain(NPM_CI)
    })

    it('installs them again for a Node of another major version', async () => {
      await installed()
      await sandbox.nodeVersion('v26.0.0')
      await sandbox.run(['status'])
      expect(await sandbox.calls()).toContain(NPM_CI)
    })

    it('accepts what somebody installed by hand', async () => {
      const record = join(sandbox.clone, 'node_modules/.package-lock.json')
      await sandbox.write(record, '{}')
      await sandbox.touch(record, 100)
      await sandbox.run(['status'])
      expect(await sandbox.calls()).toEqual([])
    })

    it('shows the end of the output where that fails, and tries again the next time', async () => {
      await sandbox.fake('npm', 'echo the network is down; exit 1')
      const run = await sandbox.run(['status'])
      expect(run).toMatchObject({ status: 1, stdout: '' })
      expect(run.stderr).toContain('the network is down\n')
      expect(run.stderr).toMatch(
        /failed; check the network and the disk and try again \(.*log\)\n$/,
      )
      await sandbox.fake('npm', 'mkdir -p "$3/node_modules"')
      expect((await sandbox.run(['status'])).status).toBe(0)
    })
  })

  describe('and system packages', () => {
    it.for(['up', 'quickstart', 'test', 'bench'])(
      'installs what "%s" lacks, as root',
      async (verb) => {
        await installed()
        for (const name of ['mariadbd', 'redis-server']) await sandbox.remove(name)
        await rm(join(sandbox.system, 'usr/lib'), { recursive: true })
        const run = await sandbox.run([verb])
        expect(await sandbox.calls()).toEqual([
          'apt-get update',
          'apt-get install -y --no-install-recommends mariadb-server-core redis-tools libpcap0.8',
        ])
        expect(run.stderr).toContain('installing mariadb-server-core redis-tools libpcap0.8 (about')
      },
    )

    it('prints the exact command and stops where it is not root', async () => {
      await installed()
      await sandbox.user(1000)
      await sandbox.remove('mariadbd')
      const run = await sandbox.run(['up'])
      expect(run).toMatchObject({ status: 1, stdout: '' })
      expect(run.stderr).toBe(
        'vigie: packages are missing and only root may install them; run this as root and try ' +
          `again: ${ROOT_COMMAND} mariadb-server-core\n`,
      )
      expect(await sandbox.calls()).toEqual([])
    })

    it('finds servers in sbin, and the server inside redis-tools', async () => {
      await installed()
      for (const name of ['mariadbd', 'redis-server']) await sandbox.remove(name)
      await sandbox.fake('redis-check-rdb', '')
      const server = join(sandbox.system, 'usr/sbin/mariadbd')
      await sandbox.write(server, '')
      await chmod(server, 0o755)
      expect((await sandbox.run(['up'])).status).toBe(0)
      expect(await sandbox.calls()).toEqual([])
    })

    it('needs no server that is configured to be elsewhere, except for the tests', async () => {
      await installed()
      await sandbox.user(0, false)
      for (const name of ['mariadbd', 'redis-server']) await sandbox.remove(name)
      const env = { VIGIE_MYSQL_URL: 'mysql://db', VIGIE_REDIS_URL: 'redis://r' }
      await sandbox.run(['up'], { env })
      expect(await sandbox.calls()).toEqual([])
      await sandbox.run(['test'], { env })
      expect(await sandbox.calls()).toContain(
        'apt-get install -y --no-install-recommends mariadb-server-core redis-tools',
      )
    })

    it('needs no server whose address a service manager hands over as a file', async () => {
      await installed()
      await sandbox.user(1000)
      for (const name of ['mariadbd', 'redis-server']) await sandbox.remove(name)
      const env = { CREDENTIALS_DIRECTORY: join(sandbox.clone, 'credentials') }
      for (const name of ['mysql.url', 'redis.url'])
        await sandbox.write(join(env.CREDENTIALS_DIRECTORY, name), 'an address\n')
      expect((await sandbox.run(['up'], { env })).status).toBe(0)
      expect(await sandbox.calls()).toEqual([])
    })

    it('needs none of them for other verbs', async () => {
      await installed()
      for (const name of ['mariadbd', 'redis-server', 'ip']) await sandbox.remove(name)
      expect((await sandbox.run(['doctor'])).status).toBe(0)
      expect(await sandbox.calls()).toEqual([])
    })

    it('builds cap anew once the compiler has come', async () => {
      await sandbox.remove('g++')
      await installed()
      await sandbox.fake('apt-get', `if [ "$1" = install ]; then touch "$(dirname "$0")/g++"; fi`)
      await sandbox.run(['up'])
      expect((await sandbox.calls()).filter((call) => !call.startsWith(' '))).toEqual([
        'apt-get update',
        'apt-get install -y --no-install-recommends g++',
        NPM_CI,
      ])
    })

    it('goes on without cap where the compiler is missing and it is not root', async () => {
      await sandbox.user(1000)
      await sandbox.remove('g++')
      const run = await sandbox.run(['up'])
      expect(run.status).toBe(0)
      expect(run.stderr).toContain(`for it, run this as root first: ${ROOT_COMMAND} g++\n`)
      expect((await sandbox.run(['up'])).stderr).toBe('')
    })

    it('makes the user that the servers run as, only as root', async () => {
      await installed()
      await sandbox.user(1000, false)
      await sandbox.run(['up'])
      expect(await sandbox.calls()).toEqual([])
      await sandbox.user(0, false)
      await sandbox.run(['up'])
      expect(await sandbox.calls()).toEqual([
        expect.stringMatching(/^useradd --system .*\/nologin vigie$/),
      ])
    })
  })

  describe('and other launchers', () => {
    it('lets one of two install while the other waits', async () => {
      const runs = await Promise.all([sandbox.run(['status']), sandbox.run(['status'])])
      expect(runs.map((run) => run.status)).toEqual([0, 0])
      expect((await sandbox.calls()).filter((call) => call === NPM_CI)).toHaveLength(1)
      expect(runs.map((run) => run.stderr).join('')).toContain('waiting for another vigie')
    })

    it('takes the lock of one that was killed', async () => {
      await mkdir(join(sandbox.clone, '.toolchain'), { recursive: true })
      // This process's number with another start: given away again since.
      await symlink(`${process.pid}.1`, join(sandbox.clone, '.toolchain/lock'))
      expect((await sandbox.run(['status'])).status).toBe(0)
      expect(await sandbox.calls()).toContain(NPM_CI)
    })
  })

  it('ends what it installs, and gives up its lock, when it is told to end', async () => {
    const [program, lock] = ['npm.pid', '.toolchain/lock'].map((name) => join(sandbox.clone, name))
    await sandbox.fake('npm', `echo $$ $PPID > '${program}'; exec sleep 60`)
    const run = sandbox.run(['status'])
    const pids = await until('it installs', async () => {
      const said = await readFile(program ?? '', 'utf8').catch(() => '')
      return said.endsWith('\n') && said.trim().split(' ').map(Number)
    })
    expect((await lstat(lock ?? '')).isSymbolicLink()).toBe(true)
    process.kill(pids[1] ?? 0, 'SIGTERM')
    expect((await run).status).toBe(143)
    expect(startOf(pids[0] ?? 0)).toBeUndefined()
    await expect(lstat(lock ?? '')).rejects.toThrow('ENOENT')
  })

  it('works through links, from any folder', async () => {
    const folder = join(sandbox.programs, '..', 'links')
    await mkdir(folder)
    await symlink('../my network/the clone/vigie', join(folder, 'one'))
    await symlink('one', join(folder, 'two'))
    const run = await sandbox.run(['status'], { as: './two', cwd: folder })
    expect(run.stdout).toBe('<CLONE/src/main.ts>\n<status>\n')
  })

  it('runs the tests with their arguments, under "test"', async () => {
    const run = await sandbox.run(['test', '--project', 'unit'])
    expect(run.stdout).toBe('<node_modules/vitest/vitest.mjs>\n<run>\n<--project>\n<unit>\n')
  })

  it('keeps the output of what it installs', async () => {
    await sandbox.fake('npm', 'echo 200 packages; mkdir -p "$3/node_modules"')
    await sandbox.run(['status'])
    const log = await readFile(join(sandbox.clone, '.toolchain/install.log'), 'utf8')
    expect(log).toContain('200 packages')
  })

  it('runs nothing of the machine where nothing is missing; what that costs is printed', async () => {
    await installed()
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < 10; i++) {
      const began = performance.now()
      await sandbox.run(['up'])
      best = Math.min(best, performance.now() - began)
    }
    process.stderr.write(`the launcher with nothing to do: ${best.toFixed()} ms\n`)
    expect(await sandbox.calls()).toEqual([])
  })
})

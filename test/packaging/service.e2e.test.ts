import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { showStatus } from '../../src/web/api/status.ts'
import { clientOf, mailsOf } from '../support/daemon-view.ts'
import { NotifySocket } from '../support/notify-socket.ts'
import { isRoot, openCloneOnly } from '../support/privilege.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { asService, ROOT } from '../support/unit-file.ts'
import { until } from '../support/until.ts'

/** Only root can be systemd's part: another user with capabilities, and a file system that nobody can write. */
const reason = isRoot ? openCloneOnly : ' (skipped: only root can start it as systemd does)'
const UID = 64_987
/** Bits of CapEff: CAP_NET_RAW alone. */
const NET_RAW = '0000000000002000'
const NONE = '0000000000000000'
const run = promisify(execFile)

/** The clone with its packages and the system's programs are read-only, as ProtectSystem=strict has them. */
const READ_ONLY = [
  'mount --make-rprivate /',
  'mount --rbind "$CLONE" "$CLONE"',
  'mount -o remount,bind,ro "$CLONE"',
  'mount --bind /usr /usr',
  'mount -o remount,bind,ro /usr',
  'exec "$@"',
].join(' && ')

describe.skipIf(reason !== '')(`Vigie as the unit starts it${reason}`, () => {
  let base: string
  let home: string
  let daemon: ChildProcess
  let socket: NotifySocket
  let log = ''

  const environment = () => ({
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    VIGIE_HOME: home,
    VIGIE_WEB_PORT: '0',
    VIGIE_MAIL_SMTP_PORT: '0',
  })
  const cli = (...args: readonly string[]) =>
    run(path.join(ROOT, 'vigie'), args, { env: environment() })
  const capabilitiesOf = async (pid: number | string) =>
    /CapEff:\s*(\w+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]

  beforeAll(async () => {
    base = await createHome()
    await chmod(base, 0o755)
    home = path.join(base, 'home')
    await mkdir(home, { mode: 0o700 })
    await chown(home, UID, UID)
    socket = await NotifySocket.open(path.join(base, 'notify'))
    await chmod(path.join(base, 'notify'), 0o666)
    const command = [...asService(UID), path.join(ROOT, 'vigie'), 'up', '--json']
    daemon = spawn('unshare', ['--mount', 'sh', '-c', READ_ONLY, 'sh', ...command], {
      cwd: home,
      env: {
        ...environment(),
        CLONE: ROOT,
        NOTIFY_SOCKET: path.join(base, 'notify'),
        WATCHDOG_USEC: '1000000',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    daemon.stderr?.on('data', (data) => {
      log += data
    })
    await until(
      'it says that it is ready',
      () => {
        if (daemon.exitCode !== null) throw new Error(`it ended:\n${log}`)
        return socket.messages().some((message) => message.startsWith('READY=1'))
      },
      60_000,
    )
  })
  afterAll(async () => {
    if (daemon?.exitCode === null) daemon.kill('SIGKILL')
    await socket?.close()
    await removeHome(home)
    await rm(base, { recursive: true, force: true })
  })

  test('the process that is ready is the one that was started, with the capability to capture and no other', async () => {
    const { pid } = await clientOf(home)(showStatus)
    expect(pid).toBe(daemon.pid)
    expect(await capabilitiesOf(pid)).toBe(NET_RAW)
  })

  test('its databases have no capability at all', async () => {
    const { servers } = await clientOf(home)(showStatus)
    const found = await Promise.all(servers.map(({ pid }) => capabilitiesOf(pid ?? 0)))
    expect(found).toEqual([NONE, NONE])
  })

  test('it cannot write its own code', async () => {
    const file = path.join(ROOT, 'package.json')
    const test = ['--target', String(daemon.pid), '--mount', 'touch', file]
    await expect(run('nsenter', test)).rejects.toThrow(/Read-only file system/)
  })

  test.each(['ring', 'cap'])('captures in promiscuous mode (driver %s)', async (driver) => {
    const args = ['capture', '2', '-i', 'lo', '--driver', driver, '--wait', '--json']
    const answer = cli(...args)
    const socket = createSocket('udp4')
    const traffic = setInterval(() => socket.send('seen', 9, '127.0.0.1'), 50)
    const { stdout } = await answer.finally(() => {
      clearInterval(traffic)
      socket.close()
    })
    const capture = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
    expect(capture).toMatchObject({ state: 'completed' })
    expect(Number(capture['packets'])).toBeGreaterThan(0)
  })

  test('mails a report, once', async () => {
    const { stdout } = await cli('mail', '1', '--wait', '--json')
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, string>
    expect(report).toMatchObject({ state: 'delivered' })
    expect(await mailsOf(home, report['id'] ?? '')).toHaveLength(1)
  })

  test('gives signs of life while it lives', async () => {
    const alive = () => socket.messages().filter((message) => message === 'WATCHDOG=1').length
    const before = alive()
    await until('it says more than once that it lives', () => alive() > before + 1)
  })

  test('says that it stops, stops in order, and says nothing after that', async () => {
    const ended = once(daemon, 'close')
    daemon.kill('SIGTERM')
    const [status] = (await ended) as [number | null]
    expect({ status, log: log.includes('did not stop in order') }).toEqual({
      status: 0,
      log: false,
    })
    expect(socket.messages().at(-1)).toBe('STOPPING=1\nSTATUS=stopping')
  })
})

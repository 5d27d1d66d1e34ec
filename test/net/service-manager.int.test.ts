import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import { openServiceManager, watchdogMs } from '../../src/net/service-manager.ts'
import { NotifySocket } from '../support/notify-socket.ts'
import { until } from '../support/until.ts'

const SCRIPT = path.resolve(import.meta.dirname, 'support/watchdog-script.ts')
const SPAN_MS = 1_000
const run = promisify(execFile)

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-notify-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe.each(['a path', 'an abstract name'])('a service manager that listens on %s', (kind) => {
  it('hears of the start, of life while the thread turns and all is well, and of the end', async () => {
    const address = kind === 'a path' ? path.join(folder, 'notify') : `@vigie-${newId()}`
    const socket = await NotifySocket.open(address)
    try {
      const env = { ...process.env, NOTIFY_SOCKET: address, WATCHDOG_USEC: '200000' }
      await run(process.execPath, [SCRIPT, String(SPAN_MS)], { env })
      const heard = await until('the end is heard', async () => {
        const messages = socket.messages()
        return messages.at(-1)?.startsWith('STOPPING=1') && messages
      })
      const at = (message: string) => heard.indexOf(message)
      const complaint = at('STATUS=hanging: it')
      const blocked = at('STATUS=blocked')
      expect(heard[0]).toBe('READY=1\nSTATUS=two lines')
      expect(heard.slice(1, complaint).length).toBeGreaterThan(2)
      expect(new Set(heard.slice(1, complaint))).toEqual(new Set(['WATCHDOG=1']))
      expect(new Set(heard.slice(complaint, blocked))).toEqual(new Set(['STATUS=hanging: it']))
      expect(heard.slice(blocked)).toEqual([
        'STATUS=blocked',
        'STATUS=free',
        'STOPPING=1\nSTATUS=stopping',
      ])
    } finally {
      await socket.close()
    }
  })
})

describe('without a service manager', () => {
  it.each(['', 'notify', '/', '@', `/${'x'.repeat(108)}`, 'vsock:2:1'])(
    'nothing is said: NOTIFY_SOCKET=%j',
    (address) => {
      expect(openServiceManager({ NOTIFY_SOCKET: address })).toBeUndefined()
    },
  )

  it('a socket that nobody reads any more is no failure', () => {
    const manager = openServiceManager({ NOTIFY_SOCKET: path.join(folder, 'nobody') })
    expect(() => manager?.ready('up')).not.toThrow()
  })
})

describe('the watchdog', () => {
  it.each([
    [{}, undefined],
    [{ WATCHDOG_USEC: '30000000' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, undefined],
    [{ WATCHDOG_USEC: '0' }, undefined],
    [{ WATCHDOG_USEC: '1e6' }, undefined],
    [{ WATCHDOG_USEC: '1' }, 100],
  ])('is %j for process 7: %s ms', (environment, ms) => {
    expect(watchdogMs(environment, 7)).toBe(ms)
  })
})

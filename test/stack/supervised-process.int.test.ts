import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { startOf } from '../../src/stack/process-table.ts'
import { SupervisedProcess } from '../../src/stack/supervised-process.ts'
import { until } from '../support/until.ts'

describe('a supervised process', () => {
  let folder: string
  let supervised: SupervisedProcess
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigie-process-'))
  })
  afterEach(async () => {
    await supervised.stop()
    await rm(folder, { recursive: true })
  })

  /** A shell script as the server; it serves once it has made the file "ready". */
  const supervise = (script: string): SupervisedProcess => {
    supervised = new SupervisedProcess(
      {
        name: 'Script',
        program: '/bin/sh',
        args: ['-c', script],
        folder,
        owner: undefined,
        logFile: join(folder, 'log'),
        answers: async () => existsSync(join(folder, 'ready')),
        stopWithinMs: 300,
      },
      createLog('silent'),
      { onLost: () => {}, onBack: () => {} },
    )
    return supervised
  }
  const starts = async () => (await readFile(join(folder, 'starts'), 'utf8')).length

  it('is started again ever more slowly while it keeps dying', async () => {
    const script = `printf x >> starts; [ -e dying ] && exit 1; : > ready; sleep 60`
    await supervise(script).start()
    await writeFile(join(folder, 'dying'), '')
    await rm(join(folder, 'ready'))
    const began = performance.now()
    process.kill(supervised.pid ?? 0, 'SIGKILL')
    await until('it was started three times again', async () => (await starts()) === 1 + 3)
    expect(performance.now() - began).toBeGreaterThanOrEqual(250 + 500 + 1_000 - 10)
    await until('the last has died too', () => supervised.pid === undefined)
    expect(supervised).toMatchObject({ state: 'restarting', restarts: 3 })
  })

  it('is ended by force where it does not stop when asked', async () => {
    await supervise(`trap '' TERM; : > ready; while :; do sleep 0.05; done`).start()
    const pid = supervised.pid ?? 0
    const began = performance.now()
    await supervised.stop()
    expect(performance.now() - began).toBeGreaterThanOrEqual(290)
    expect(startOf(pid)).toBeUndefined()
  })

  it('that ends before it serves is a failure with its last words', async () => {
    const failed = supervise('echo first; echo the disk is full >&2; exit 3').start()
    await expect(failed).rejects.toMatchObject({
      code: 'SERVER_START_FAILED',
      values: { server: 'Script', reason: 'the disk is full', log: join(folder, 'log') },
    })
  })

  it('is not waited for once it is stopped before it serves', async () => {
    const started = supervise('sleep 60').start()
    await pause(100)
    await Promise.all([supervised.stop(), expect(started).rejects.toThrow('did not start')])
    expect(supervised.state).toBe('stopped')
  })

  it('has none of the settings of the one who starts it', async () => {
    process.env['VIGIE_TEST_SECRET'] = 'secret'
    await supervise('env > seen; : > ready; sleep 60').start()
    delete process.env['VIGIE_TEST_SECRET']
    expect(await readFile(join(folder, 'seen'), 'utf8')).not.toContain('secret')
  })
})

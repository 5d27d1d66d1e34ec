import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureOf, endedCapture } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
const SENT = 30

/** What can be asked for while a capture runs. */
describe('while a capture runs', () => {
  let vigie: Vigie
  let datagrams: Datagrams
  let id: string

  beforeAll(async () => {
    datagrams = await openDatagrams()
    vigie = await startVigie()
  })
  afterAll(async () => {
    await vigie?.cleanUp()
    datagrams?.close()
  })

  const capture = async (seconds: string): Promise<string> => {
    const args = ['capture', seconds, '--interface', 'lo', '--filter', datagrams.filter, '--json']
    return String((await vigie.cli(...args)).json()['id'])
  }

  test('"mail" sends what was found by then, and says that it is not all', async () => {
    id = await capture('60')
    await until('it runs', async () => (await captureOf(vigie.home, id)).state === 'running')
    await datagrams.send(SENT)
    await until(
      'it is counted',
      async () => (await captureOf(vigie.home, id)).traffic.totals.packets === SENT,
    )
    const mailed = await vigie.cli('mail', '1', '--wait', '--json')
    expect(mailed).toMatchObject({ status: 0, stderr: '' })
    const { text } = mailed.json()
    expect(text).toContain(`Capture ${id} is still running`)
    expect(text).toMatch(new RegExp(`^Packets +${SENT}$`, 'm'))
    expect(await captureOf(vigie.home, id)).toMatchObject({ state: 'running' })
  })

  test('"events --follow" shows what comes, until it is ended', async () => {
    const follower = spawn(process.execPath, [MAIN, 'events', '--follow', '--json'], {
      env: { PATH: process.env['PATH'], VIGIE_HOME: vigie.home },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let seen = ''
    follower.stdout.on('data', (chunk) => {
      seen += chunk
    })
    await until('it shows the past', () => seen.includes('SegmentOpened'))
    expect(seen).not.toContain('CaptureStopRequested')
    expect(await vigie.cli('capture', 'stop', id)).toMatchObject({ status: 0 })
    await until('it shows the end', () => seen.includes('CaptureCompleted'))
    const closed = once(follower, 'close')
    follower.kill()
    await closed
    const rows = seen.trim().split('\n')
    const positions = rows.map((row) => (JSON.parse(row) as { position: number }).position)
    expect(positions).toEqual(positions.map((_, index) => index + 1))
    expect(await endedCapture(vigie.home, id)).toMatchObject({ state: 'stopped' })
  })
})

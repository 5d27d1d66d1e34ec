import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cable } from '../net/support/capture-process.ts'
import { captureOf, eventsOf, reportIn, runningCapture } from '../support/daemon-view.ts'
import { hasNamespaces, namespacesOnly } from '../support/privilege.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

/** Longer than a test: no capture ends before its interface does. */
const SECONDS = 3_600
const PORT = 5_353
const FRAME_BYTES = 120

describe.skipIf(!hasNamespaces)(`an interface that goes away${namespacesOnly}`, () => {
  let cable: Cable
  let vigie: Vigie

  beforeAll(async () => {
    cable = new Cable()
    vigie = await startVigie({ namespace: cable.namespace })
  })
  afterAll(async () => {
    await vigie?.cleanUp()
    cable?.[Symbol.dispose]()
  })

  /** A capture of known traffic, in whose middle `happens` what happens to the interface. */
  const interrupted = async (driver: string, frames: number, happens: () => void) => {
    cable.replug()
    const args = ['capture', String(SECONDS), '--interface', 'va', '--filter', `udp port ${PORT}`]
    const answer = vigie.cli(...args, '--driver', driver, '--mail', '--wait', '--json')
    const { id } = await runningCapture(vigie.home)
    cable.send('vb', { count: frames, bytes: FRAME_BYTES, port: PORT })
    await until('the frames are counted', async () => {
      const { traffic } = await captureOf(vigie.home, id)
      return traffic.totals.packets > 0
    })
    happens()
    return { id, ...(await answer) }
  }

  test.each(['ring', 'cap'])('an interface that disappears ends a capture (%s)', async (driver) => {
    const { id, ...answer } = await interrupted(driver, 300, () => cable.ip('link', 'del', 'va'))
    expect(answer.stderr).toMatch(/^vigie: the interface va \S.* \[INTERFACE_GONE\]\n$/)
    expect(answer.status).toBe(1)
    expect(answer.json()).toMatchObject({
      id,
      state: 'failed',
      packets: 300,
      bytes: 300 * FRAME_BYTES,
      lostIntervals: 0,
      failure: { code: 'INTERFACE_GONE' },
    })
    const [closed, ended, ...more] = (await eventsOf(vigie.home, id)).slice(-2)
    expect(closed).toMatchObject({ type: 'SegmentClosed', data: { reason: 'failed' } })
    expect(ended).toMatchObject({ type: 'CaptureFailed' })
    expect(more).toEqual([])
  })

  test('an interface that is switched off ends a capture', async () => {
    const answer = await interrupted('ring', 100, () => cable.ip('link', 'set', 'va', 'down'))
    expect(answer.stderr).toContain('[INTERFACE_GONE]')
    expect(answer.status).toBe(1)
    expect(answer.json()).toMatchObject({ state: 'failed', packets: 100 })
  })

  test('the report of such a capture is mailed and says what happened', async () => {
    const answer = await interrupted('ring', 50, () => cable.ip('link', 'del', 'va'))
    const report = await reportIn(vigie.home, String(answer.json()['reportId']), 'delivered')
    expect(report.text).toContain('va disappeared or went down')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCaptures } from '../../src/web/api/captures.ts'
import { clientOf, endedCapture } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const AT_ONCE = 2
const ASKED = 4
const SENT = 40

describe('several captures on one interface', () => {
  let vigie: Vigie
  let datagrams: Datagrams

  beforeAll(async () => {
    datagrams = await openDatagrams()
    vigie = await startVigie({ environment: { VIGIE_CAPTURE_CONCURRENT: String(AT_ONCE) } })
  })

  afterAll(async () => {
    await vigie?.cleanUp()
    datagrams?.close()
  })

  const states = async () => {
    const { captures } = await clientOf(vigie.home)(listCaptures)
    return captures.map(({ state }) => state)
  }

  it('run side by side up to the bound of the sensor, each with the whole count; the others wait', async () => {
    const args = ['capture', '4', '--interface', 'lo', '--filter', datagrams.filter, '--json']
    const asked = await Promise.all(Array.from({ length: ASKED }, () => vigie.cli(...args)))
    const ids = asked.map((answer) => String(answer.json()['id']))
    await until(
      'two run',
      async () => (await states()).filter((one) => one === 'running').length === AT_ONCE,
    )
    expect((await states()).filter((one) => one === 'waiting')).toHaveLength(ASKED - AT_ONCE)
    await datagrams.send(SENT)
    const ended = await Promise.all(ids.map((id) => endedCapture(vigie.home, id)))
    expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'completed'))
    const counts = ended.map(({ traffic }) => traffic.totals.packets)
    expect(counts.filter((packets) => packets === SENT)).toHaveLength(AT_ONCE)
  })
})

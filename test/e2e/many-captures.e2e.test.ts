import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCaptures, requestCapture, stopCapture } from '../../src/web/api/captures.ts'
import { captureOf, clientOf, endedCapture } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const AT_ONCE = 2
const ASKED = 4
const SENT = 40
/** Longer than the test: each is stopped. */
const LONG_SECONDS = 3_600

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

  const inState = async (wanted: string) => {
    const { captures } = await clientOf(vigie.home)(listCaptures)
    return captures.filter(({ state }) => state === wanted).map(({ id }) => id)
  }
  const running = () =>
    until('as many run as may', async () => {
      const ids = await inState('running')
      return ids.length === AT_ONCE && ids
    })

  it('run side by side up to the bound of the sensor, each with the whole count; the others wait', async () => {
    const ask = clientOf(vigie.home)
    const body = { seconds: LONG_SECONDS, interface: 'lo', filter: datagrams.filter }
    for (let asked = 0; asked < ASKED; asked++) await ask(requestCapture, { body })
    const first = await running()
    expect(await inState('waiting')).toHaveLength(ASKED - AT_ONCE)
    await datagrams.burst(SENT)
    await until('both have counted all', async () => {
      const found = await Promise.all(first.map((id) => captureOf(vigie.home, id)))
      return found.every(({ traffic }) => traffic.totals.packets === SENT)
    })
    for (const id of first) await ask(stopCapture, { params: { id } })
    for (const id of first) expect((await endedCapture(vigie.home, id)).state).toBe('stopped')
    const others = await running()
    for (const id of others) await ask(stopCapture, { params: { id } })
    for (const id of others) {
      const { traffic } = await endedCapture(vigie.home, id)
      expect(traffic.totals.packets).toBe(0)
    }
  })
})

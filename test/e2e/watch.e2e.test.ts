import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { showWatch } from '../../src/web/api/watches.ts'
import { clientOf } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { readWithLibpcap } from '../support/offline-packets.ts'
import { sleep, until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

/** Counted before the kill and not yet written: of what is lost with the process, enough to be a gap on any machine. */
const MISSED_MS = 1_000

let vigie: Vigie
let traffic: Datagrams
beforeAll(async () => {
  vigie = await startVigie()
})
beforeEach(async () => {
  traffic = await openDatagrams()
})
afterEach(() => traffic.close())
afterAll(() => vigie?.cleanUp())

const shown = (id: string) => clientOf(vigie.home)(showWatch, { params: { id } })

const standing = async (...flags: readonly string[]): Promise<string> => {
  const added = await vigie.cli('watch', 'add', 'lo', '--json', ...flags)
  expect(added).toMatchObject({ status: 0 })
  const id = String(added.json()['id'])
  await until('it counts', async () => (await shown(id)).state === 'counting')
  return id
}

describe('a standing watch', () => {
  it('is refused where the interface is unknown, the filter wrong, or it stands already', async () => {
    const add = (...flags: readonly string[]) => vigie.cli('watch', 'add', ...flags)
    const id = await standing()
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [['lo'], 'WATCH_EXISTS'],
      [['nope0'], 'INTERFACE_UNKNOWN'],
      [['lo', '--filter', 'prot 1'], 'FILTER_INVALID'],
      [['lo', '--sensor', 'elsewhere'], 'SENSOR_UNKNOWN'],
    ]
    for (const [flags, code] of refusals) {
      expect(await add(...flags)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(`[${code}]`),
      })
    }
    for (const verb of ['show', 'remove']) {
      expect(await vigie.cli('watch', verb, '000000000000')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('[WATCH_UNKNOWN]'),
      })
    }
    expect(await vigie.cli('watch', 'remove', id)).toMatchObject({ status: 0 })
  })

  it('is back after kill -9 without anybody asking, and the gap is recorded', async () => {
    const { home } = vigie
    const id = await standing('--filter', traffic.filter)
    await sleep(MISSED_MS)
    await vigie.kill()
    const killedAt = Date.now()
    vigie = await startVigie({ home })
    const back = await until('it counts again', async () => {
      const watch = await shown(id)
      return watch.state === 'counting' && Number(watch.openedAt) > killedAt && watch
    })
    // The minute that was in memory went with the process: the gap says so.
    const gap = back.gaps.at(-1)
    expect(gap?.to).toBe(back.openedAt)
    expect(Number(gap?.from)).toBeLessThanOrEqual(killedAt)
    await traffic.burst(25)
    expect(await vigie.cli('watch', 'remove', id)).toMatchObject({ status: 0 })
    await until('its last minute is written', async () => {
      const { traffic: found } = await shown(id)
      return found.totals.packets === 25
    })
    const events = (await vigie.cli('events', '--stream', `watch-${id}`, '--json')).stdout
    expect(events).toMatch(/interrupted[\s\S]*removed/)
  })

  it('closes its segment when Vigie is stopped, and what it counted until then is kept', async () => {
    const { home } = vigie
    const id = await standing('--filter', traffic.filter, '--save')
    await traffic.burst(10)
    expect(await vigie.stop()).toBe(0)
    vigie = await startVigie({ home })
    await until('it counts again', async () => (await shown(id)).state === 'counting')
    expect((await shown(id)).traffic.totals.packets).toBe(10)
    const file = `${home}/watch.pcapng`
    expect(await vigie.cli('capture', 'export', id, '-o', file)).toMatchObject({ status: 0 })
    expect(readWithLibpcap(file)).toHaveLength(10)
  })
})

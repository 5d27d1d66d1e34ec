import { afterEach, describe, expect, it } from 'vitest'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { readWithLibpcap } from '../support/offline-packets.ts'
import { sleep, until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

/** Back within this, from the moment that the supervisor has started the daemon again. */
const BACK_MS = 10_000
/** Counted before the kill and not yet written: of what is lost with the process, enough to be a gap on any machine. */
const MISSED_MS = 1_000

let vigie: Vigie | undefined
let traffic: Datagrams | undefined
afterEach(async () => {
  traffic?.close()
  traffic = undefined
  await vigie?.cleanUp()
  vigie = undefined
})

type Shown = {
  readonly state: string
  readonly openedAt: string | null
  readonly gaps: readonly { readonly from: string; readonly to: string }[]
  readonly traffic: { readonly totals: { readonly packets: number } }
}

const shown = async ({ cli }: Vigie, id: string) =>
  (await cli('watch', 'show', id, '--json')).json() as unknown as Shown

const standing = async (started: Vigie, ...flags: readonly string[]): Promise<string> => {
  const added = await started.cli('watch', 'add', 'lo', '--json', ...flags)
  expect(added).toMatchObject({ status: 0 })
  const id = String(added.json()['id'])
  await until('it counts', async () => (await shown(started, id)).state === 'counting')
  return id
}

describe('a standing watch', () => {
  it('is back after kill -9 without anybody asking, and the gap is recorded', async () => {
    traffic = await openDatagrams()
    vigie = await startVigie()
    const { home } = vigie
    const id = await standing(vigie, '--filter', traffic.filter)
    await sleep(MISSED_MS)
    await vigie.kill()
    const killedAt = Date.now()
    vigie = await startVigie({ home })
    const upAt = Date.now()
    const again = vigie
    const back = await until('it counts again', async () => {
      const watch = await shown(again, id)
      return watch.state === 'counting' && Date.parse(watch.openedAt ?? '') > killedAt && watch
    })
    expect(Date.parse(back.openedAt ?? '') - upAt).toBeLessThan(BACK_MS)
    // The minute that was in memory went with the process: the gap says so.
    const gap = back.gaps.at(-1)
    expect(gap?.to).toBe(back.openedAt)
    expect(Date.parse(gap?.from ?? '')).toBeLessThanOrEqual(killedAt)
    await traffic.send(25)
    expect(await vigie.cli('watch', 'remove', id)).toMatchObject({ status: 0 })
    await until('its last minute is written', async () => {
      const { traffic: found } = await shown(again, id)
      return found.totals.packets === 25
    })
    const events = (await vigie.cli('events', '--stream', `watch-${id}`, '--json')).stdout
    expect(events).toMatch(/interrupted[\s\S]*removed/)
  })

  it('closes its segment when Vigie is stopped, and what it counted until then is kept', async () => {
    traffic = await openDatagrams()
    vigie = await startVigie()
    const { home } = vigie
    const id = await standing(vigie, '--filter', traffic.filter, '--save')
    await traffic.send(10)
    expect(await vigie.stop()).toBe(0)
    vigie = await startVigie({ home })
    const again = vigie
    await until('it counts again', async () => (await shown(again, id)).state === 'counting')
    expect((await shown(again, id)).traffic.totals.packets).toBe(10)
    const file = `${home}/watch.pcapng`
    expect(await vigie.cli('capture', 'export', id, '-o', file)).toMatchObject({ status: 0 })
    expect(readWithLibpcap(file)).toHaveLength(10)
  })

  it('is refused where the interface is unknown, the filter wrong, or it stands already', async () => {
    vigie = await startVigie()
    const add = (...flags: readonly string[]) => vigie?.cli('watch', 'add', ...flags)
    expect(await add('lo')).toMatchObject({ status: 0 })
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
  })
})

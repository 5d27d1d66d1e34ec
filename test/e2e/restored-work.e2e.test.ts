import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  captureOf,
  endedCapture,
  eventsOf,
  reportIn,
  reportOf,
  runningCapture,
} from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { type Relay, startRelay } from '../support/relay.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'

const FOREIGN = 'a@b.example'
/** The capture that runs at the backup: longer than any test, so that only a person ends it. */
const LONG_S = '3600'

type WatchShown = {
  readonly state: string
  readonly addedAt: string
  readonly openedAt: string | null
  readonly gaps: readonly { readonly to: string }[]
}

let relay: Relay
let traffic: Datagrams
let home: string
let old: Vigie
let restored: Vigie | undefined
beforeAll(async () => {
  relay = await startRelay()
  traffic = await openDatagrams()
  home = await createHome()
  old = await startVigie({ environment: { VIGIE_MAIL_RELAY_URL: relay.url } })
})
afterAll(async () => {
  traffic?.close()
  await restored?.stop()
  await old?.cleanUp()
  await removeHome(home)
  await relay?.close()
})

/** What a person is told of what had ended by the backup; the rest goes on meanwhile. */
const answersOf = async ({ cli }: Vigie, done: string, report: string) => ({
  capture: (await cli('capture', 'show', done)).stdout,
  report: (await cli('report', 'show', report)).stdout,
  inbox: (await cli('inbox', '--json')).json(),
})

const watchOf = async ({ cli }: Vigie, id: string) =>
  (await cli('watch', 'show', id, '--json')).json() as unknown as WatchShown

const eventLines = async ({ cli }: Vigie) =>
  (await cli('events', '--limit', '200', '--json')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly position: number })

/** A capture on the loopback that takes our datagrams alone. */
const asked = async (from: Vigie, seconds: string, ...flags: readonly string[]) => {
  const where = ['--interface', 'lo', '--filter', traffic.filter]
  const answer = await from.cli('capture', seconds, ...where, '--json', ...flags)
  expect(answer.status, answer.stderr).toBe(0)
  return answer.json()
}

describe('a backup that was written in the middle of work', () => {
  let done: string
  let open: string
  let watch: string
  let mailed: string
  let waiting: string
  let before: Awaited<ReturnType<typeof answersOf>>
  let addedAt: string
  let events: Awaited<ReturnType<typeof eventLines>>
  let writtenAt: number

  it('is restored with the same answers to what had ended', async () => {
    const first = await asked(old, '2', '--save', '--mail')
    done = String(first['id'])
    await runningCapture(old.home)
    await traffic.burst(200)
    mailed = String((await endedCapture(old.home, done)).reportId)
    await reportIn(old.home, mailed, 'delivered')
    const added = await old.cli('watch', 'add', 'lo', '--filter', traffic.filter, '--json')
    watch = String(added.json()['id'])
    addedAt = String(added.json()['addedAt'])
    await until('it counts', async () => (await watchOf(old, watch)).state === 'counting')
    open = String((await asked(old, LONG_S))['id'])
    await runningCapture(old.home, [done])
    relay.refuseWith({ code: 451, text: '4.3.0 come back later' })
    const letter = await old.cli('mail', '1', '--to', FOREIGN, '--json')
    waiting = String(letter.json()['reportId'])
    await until('the relay was asked', async () => relay.asked() > 0)
    before = await answersOf(old, done, mailed)

    const file = path.join(old.home, 'work.backup')
    events = await eventLines(old)
    writtenAt = Date.now()
    const made = await old.cli('backup', file)
    expect(made.status, made.stderr).toBe(0)
    await old.stop() // one history, one Vigie
    relay.refuseWith(undefined)
    const answer = await runVigie(['restore', file], home)
    expect(answer.status, answer.stderr).toBe(0)
    restored = await startVigie({ home, environment: { VIGIE_MAIL_RELAY_URL: relay.url } })
    expect(await answersOf(restored, done, mailed)).toEqual(before)
    expect((await eventLines(restored)).slice(0, events.length)).toEqual(events)
  })

  const now = (): Vigie => {
    if (restored === undefined) throw new Error('not restored')
    return restored
  }

  it('goes on with the capture that ran, in another segment and with its gap', async () => {
    const running = await until('it counts again', async () => {
      const types = (await eventsOf(home, open)).map(({ type }) => type)
      return types.filter((type) => type === 'SegmentOpened').length === 2 && types
    })
    expect(running.filter((type) => type === 'SegmentClosed')).toHaveLength(1)
    await now().cli('capture', 'stop', open)
    expect((await endedCapture(home, open)).state).toBe('stopped')
    expect((await captureOf(home, open)).gaps).toHaveLength(1)
  })

  it('goes on with the watch that stood, and says since when it was blind', async () => {
    const again = await until('it counts again', async () => {
      const shown = await watchOf(now(), watch)
      return shown.state === 'counting' && Date.parse(shown.openedAt ?? '') > writtenAt && shown
    })
    expect(again.addedAt).toBe(addedAt)
    expect(again.gaps.at(-1)?.to).toBe(again.openedAt)
    expect((await now().cli('watches', '--json')).json()).toMatchObject({
      watches: [{ id: watch, filter: traffic.filter }],
    })
  })

  it('mails the report that was still waiting for its relay, once', async () => {
    await reportIn(home, waiting, 'delivered', 60_000)
    expect(relay.taken).toMatchObject([{ to: [FOREIGN] }])
    expect((await reportOf(home, mailed)).state).toBe('delivered')
  })

  it('says of packets that it did not hold that they are gone', async () => {
    const file = path.join(home, 'gone.pcapng')
    const answer = await now().cli('capture', 'export', done, '--output', file)
    expect(answer.stderr).toContain('[PACKETS_DAMAGED]')
    expect(answer.status).toBe(1)
  })

  it('leaves a Vigie that takes new work', async () => {
    const { state } = await asked(now(), '1', '--wait')
    expect(state).toBe('completed')
    expect((await now().cli('audit', 'verify')).status).toBe(0)
  })
})

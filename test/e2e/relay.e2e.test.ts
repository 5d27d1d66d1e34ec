import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { showStatus } from '../../src/web/api/status.ts'
import { expectFailure, expectJsonFailure, expectSuccess } from '../support/answers.ts'
import { clientOf, logPosition, reportIn, reportOf } from '../support/daemon-view.ts'
import { type Relay, startRelay } from '../support/relay.ts'
import { sleep, until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const FOREIGN = 'a@b.example'
/** A second mail of the same report would have come by then. */
const SECOND_MAIL_MS = 1_500

let relay: Relay
let vigie: Vigie

beforeAll(async () => {
  relay = await startRelay()
  vigie = await startVigie({ environment: { VIGIE_MAIL_RELAY_URL: relay.url } })
})
afterAll(async () => {
  await vigie?.cleanUp()
  await relay?.close()
})
beforeEach(() => relay.refuseWith(undefined))

const deliveries = async () => {
  const { queues } = await clientOf(vigie.home)(showStatus)
  const found = queues.find(({ name }) => name === 'delivery')
  if (found === undefined) throw new Error('no queue')
  return found
}

const mailed = async (...args: readonly string[]) => {
  const answer = await vigie.cli('mail', '1', '--to', FOREIGN, '--json', ...args)
  return { ...answer, id: String(answer.json()['id'] ?? answer.json()['reportId']) }
}

test('a report for a foreign address goes to the relay once, with its own Message-ID', async () => {
  const answer = await mailed('--wait')
  expectSuccess(answer)
  const { id, messageId } = answer.json()
  expect(messageId).toBe(`<report.${id}@vigie.internal>`)
  await sleep(SECOND_MAIL_MS)
  expect(relay.taken).toHaveLength(1)
  const [mail] = relay.taken
  expect(mail).toMatchObject({ from: 'vigie@vigie.internal', to: [FOREIGN] })
  expect(mail?.source).toContain(`Message-ID: ${messageId}\r\n`)
})

test('the report of a capture goes to everybody that was named, here and elsewhere', async () => {
  const before = relay.taken.length
  const to = ['--to', FOREIGN, '--to', 'admin@vigie.internal', '--to', 'c@d.example']
  expectSuccess(await vigie.cli('capture', '1', '-i', 'lo', ...to, '--wait', '--json'))
  expect(relay.taken.slice(before)).toMatchObject([{ to: [FOREIGN, 'c@d.example'] }])
  expect((await vigie.cli('inbox', '--json')).json()['messages']).toHaveLength(1)
})

test('a relay that refuses for good is quoted, and the report can be sent again', async () => {
  relay.refuseWith({ code: 550, text: '5.1.1 nobody of that name here' })
  const answer = await vigie.cli('mail', '1', '--to', FOREIGN, '--wait')
  expect(answer.status).toBe(1)
  const [asked, failure, ...more] = answer.stderr.trimEnd().split('\n')
  const id = /^Report (\w+) goes to/.exec(asked ?? '')?.[1] ?? ''
  expect(more).toEqual([])
  expect(failure).toMatch(/^vigie: \S.*nobody of that name here.* \[MAIL_REFUSED\]$/)
  expect(failure).toContain(`"vigie report send ${id}"`)

  const shown = (await vigie.cli('report', 'show', id, '--json')).json()
  expect(shown).toMatchObject({ state: 'failed', failure: { code: 'MAIL_REFUSED' } })

  relay.refuseWith(undefined)
  expectSuccess(await vigie.cli('report', 'send', id))
  const delivered = await reportIn(vigie.home, id, 'delivered')
  expect(relay.taken.at(-1)?.source).toContain(String(delivered.messageId))
})

test('a refusal is an object as well where --json is given', async () => {
  relay.refuseWith({ code: 554, text: '5.7.1 no' })
  expectJsonFailure(await mailed('--wait'), 1, 'MAIL_REFUSED')
})

test('a relay that says later is asked again by itself, and the report is not failed', async () => {
  relay.refuseWith({ code: 451, text: '4.7.1 greylisted' })
  const { delayed, failed } = await deliveries()
  const asked = relay.asked()
  const { id } = await mailed()
  await until('the relay was asked', () => relay.asked() > asked)
  await until('the job waits', async () => (await deliveries()).delayed === delayed + 1)
  expect((await deliveries()).failed).toBe(failed)
  expect(await reportOf(vigie.home, id)).toMatchObject({ state: 'produced', failure: null })
})

test('a report that is still being sent is not sent a second time by hand', async () => {
  relay.refuseWith({ code: 451, text: '4.7.1 greylisted' })
  const { id } = await mailed()
  await reportIn(vigie.home, id, 'produced')
  const before = await logPosition(vigie.home)
  expectSuccess(await vigie.cli('report', 'send', id, '--json'))
  expect(await logPosition(vigie.home)).toBe(before)
})

test('while no relay listens a report is kept and tried again', async () => {
  await relay.close()
  const { delayed, failed } = await deliveries()
  const { id } = await mailed()
  await until('the job waits', async () => (await deliveries()).delayed === delayed + 1)
  expect((await deliveries()).failed).toBe(failed)
  expect(await reportOf(vigie.home, id)).toMatchObject({ state: 'produced', failure: null })
  expectFailure(await vigie.cli('report', 'show', '3k9fq2m8xa7d'), 2, 'REPORT_UNKNOWN')
})

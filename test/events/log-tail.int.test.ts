import { afterAll, beforeAll, expect, it } from 'vitest'
import { Appender, LogTail } from '../../src/events/index.ts'
import { log, type OpenTestLog, openTestLog } from '../workers/open-vigie.ts'
import { counted, counterEvents } from './counter-events.ts'

const LONG_MS = 20_000

let opened: OpenTestLog
beforeAll(async () => {
  opened = await openTestLog(counterEvents)
})
afterAll(() => opened.close())

const request = (commandId: string) => ({
  stream: 'tail',
  expected: 'any' as const,
  events: [counted(0, 0)],
  commandId,
  actor: 'test',
  now: 0,
})
const never = new AbortController().signal

it('wakes who waits as soon as another process has appended', async () => {
  const head = await opened.reader.headPosition()
  const other = new Appender(opened.address, opened.catalogue) // tells this tail nothing
  const waiting = opened.tail.beyond(head, LONG_MS, never)
  const started = performance.now()
  await other.append(request('other'))
  await waiting
  expect(performance.now() - started).toBeLessThan(LONG_MS)
  await other.close()
})

it('does not wait for what is in the log already', async () => {
  const { position } = await opened.appender.append(request('own'))
  const started = performance.now()
  await opened.tail.beyond(position - 1, LONG_MS, never)
  expect(performance.now() - started).toBeLessThan(LONG_MS)
})

it('lets go of who waits at its end, at an abort and after the time', async () => {
  const tail = new LogTail(opened.reader, log)
  tail.start()
  const head = await opened.reader.headPosition()
  const abort = new AbortController()
  const waiting = [
    tail.beyond(head, LONG_MS, never),
    tail.beyond(head, LONG_MS, abort.signal),
    tail.beyond(head, 10, never),
  ]
  await waiting[2]
  abort.abort()
  await waiting[1]
  await tail.stop()
  await waiting[0]
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addIntervals, beginImport } from '../../src/web/api/imports.ts'
import { intervalOf } from '../services/traffic/intervals.ts'
import { frameOf } from '../services/traffic/traffic-frames.ts'
import { expectFailure, expectSuccess } from '../support/answers.ts'
import { clientOf } from '../support/daemon-view.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'
import { type Packet, pcapPieces } from '../wire/capture-builder.ts'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
/** 5 August 2019, 10:13:20 in UTC. */
const OF_2019 = 1_565_000_000
/** A name that would begin a line, colour a terminal and turn what follows around. */
const HOSTILE_NAME = 'lab\n\x1b[31m\u202e.pcap'

const FIGURES = ['packets', 'bytes', 'truncated', 'malformed'] as const
type Figures = { readonly [name in (typeof FIGURES)[number]]: number }
const LISTS = ['protocols', 'devices', 'destinations', 'conversations', 'details', 'tcp', 'dns']

/** Some minutes of datagrams between several machines, from this second on. */
const captureFile = (firstSecond: number): Buffer => {
  const packets = Array.from({ length: 300 }, (_, number): Packet => {
    const bytes = frameOf({
      from: [10, 0, 0, 1 + (number % 7)],
      to: [192, 0, 2, 1 + (number % 3)],
      fromMac: 10 + (number % 7),
      toPort: 9_999,
      payload: new Uint8Array(number % 50),
    })
    const seconds = firstSecond + Math.floor(number / 2)
    return { bytes, wireLength: bytes.length, seconds, nanoseconds: (number % 2) * 5e8, link: 1 }
  })
  return Buffer.concat(pcapPieces(packets))
}

let vigie: Vigie
let file: string
beforeAll(async () => {
  vigie = await startVigie()
  file = path.join(vigie.home, 'past.pcap')
  await writeFile(file, captureFile(OF_2019))
})
afterAll(() => vigie?.cleanUp())

const piped = async (input: Buffer, ...args: readonly string[]) => {
  const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', VIGIE_HOME: vigie.home }
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stdin.end(input)
  const [status] = await once(child, 'close')
  return { status, stdout }
}

const shown = async (id: string) => {
  const answer = await vigie.cli('capture', 'show', id, '--json', '--top', '1000')
  expectSuccess(answer)
  return answer.json()
}

const mailedReport = async (id: string): Promise<string> => {
  const mailed = await vigie.cli('capture', 'mail', id, '--wait', '--json')
  expectSuccess(mailed)
  expect(mailed.json()).toMatchObject({ state: 'delivered' })
  return (await vigie.cli('report', 'show', String(mailed.json()['reportId']))).stdout
}

/** Rows as both tell them: nothing is null in the one and '' in the other, and the one knows when devices were seen to the microsecond. */
const rowsOf = (list: unknown): unknown =>
  JSON.parse(
    JSON.stringify(list, (name, value: unknown) =>
      ['firstAt', 'lastAt'].includes(name) ? undefined : (value ?? ''),
    ),
  )

let stored: string

test('a file is stored as a capture with its own times and figures', async () => {
  const answer = await vigie.cli('analyze', '--store', '--json', '--top', '1000', file)
  expectSuccess(answer)
  const analysis = answer.json()
  stored = String(analysis['captureId'])
  const capture = await shown(stored)
  expect(capture).toMatchObject({
    state: 'completed',
    file: 'past.pcap',
    interface: '',
    startedAt: '2019-08-05T10:13:20.000Z',
    endedAt: '2019-08-05T10:15:49.500Z',
    seconds: 150,
    gaps: [],
    lostIntervals: 0,
    keptSince: { totals: null, details: null },
    flows: analysis['flowCount'],
  })
  const figuresOf = (from: Record<string, unknown>) =>
    Object.fromEntries(FIGURES.map((name) => [name, from[name]]))
  expect(figuresOf(capture)).toEqual(figuresOf(analysis))
  expect((analysis as unknown as Figures).packets).toBe(300)
  const traffic = capture['traffic'] as Record<string, unknown>
  for (const list of LISTS) expect(rowsOf(analysis[list])).toEqual(rowsOf(traffic[list]))
  expect(traffic['totals']).toMatchObject({ peakBytesPerSecond: analysis['peakBytesPerSecond'] })
})

test('standard input is stored as well, and a person reads how to go on', async () => {
  const { status, stdout } = await piped(captureFile(OF_2019), 'analyze', '--store', '-')
  expect(status).toBe(0)
  const id = /\nStored as capture (\w+)\.\n"vigie capture show \1" shows it,\n/.exec(stdout)?.[1]
  const answer = await vigie.cli('capture', 'show', id ?? '')
  expect(answer.stdout).toContain('\nStandard input, 5 Aug 2019')
  const { captures } = (await vigie.cli('captures', '--json')).json()
  expect(captures).toMatchObject([{ file: '-' }, { file: 'past.pcap' }])
  const list = (await vigie.cli('captures')).stdout
  expect(list).toMatch(/complete +Standard input +5 Aug 2019/)
  expect(list).toMatch(/complete +past\.pcap +5 Aug 2019/)
})

test('its report is made, names the file, and is mailed', async () => {
  const report = await mailedReport(stored)
  expect(report).toContain('past.pcap')
  expect(report).toMatch(/5 Aug 2019.* to 5 Aug 2019/)
  expect(report).toContain('Nothing needs your attention')
  expect(report).not.toMatch(/past\.pcap.*\//) // nothing was planned
  expect(report).not.toContain('Dropped by the kernel')
})

test('a file of today counts in no report of a time and is not the newest capture', async () => {
  const today = path.join(vigie.home, 'today.pcap')
  await writeFile(today, captureFile(Math.floor(Date.now() / 1_000) - 200))
  expectSuccess(await vigie.cli('analyze', '--store', today))
  expectSuccess(await vigie.cli('schedule', 'add', 'daily', '--cron', '0 7 * * *', '--report'))
  expectSuccess(await vigie.cli('schedule', 'run', 'daily'))
  const report = await until('the report of the schedule is there', async () => {
    const { reports } = (await vigie.cli('report', 'list', '--json')).json() as {
      reports: readonly { readonly id: string; readonly state: string }[]
    }
    return reports.length > 1 && reports.every(({ state }) => state === 'delivered') && reports[0]
  })
  const text = (await vigie.cli('report', 'show', report.id)).stdout
  expect(text).toContain('Nothing was captured')
  const mail = (await vigie.cli('mail', '1', '--wait', '--json')).json()
  expect(JSON.stringify(mail)).toContain('Nothing was captured')
})

test('another start and a replay keep it, but no import that was not ended', async () => {
  const before = await shown(stored)
  const { home } = vigie
  const { id } = await clientOf(home)(beginImport)
  await vigie.stop()
  vigie = await startVigie({ home })
  const params = { id }
  const adding = clientOf(home)(addIntervals, { params, body: { intervals: [intervalOf(0, 0)] } })
  await expect(adding).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN' })
  expectSuccess(await vigie.cli('replay', 'captures'))
  const after = await until('it is there again', async () => {
    const answer = await vigie.cli('capture', 'show', stored, '--json', '--top', '1000')
    return answer.status === 0 && answer.json()
  })
  expect(after).toEqual(before)
  const audit = await vigie.cli('audit', 'verify')
  expect(audit).toMatchObject({ status: 0 })
  const { stdout } = await vigie.cli('events', '--stream', `capture-${stored}`, '--json')
  expect(stdout.match(/"type":"\w+"/g)).toEqual(['"type":"CaptureImported"'])
})

test('a name that would write lines of its own stays within one', async () => {
  const hostile = path.join(vigie.home, HOSTILE_NAME)
  await writeFile(hostile, captureFile(OF_2019))
  const answer = await vigie.cli('analyze', '--store', '--json', hostile)
  expectSuccess(answer)
  const id = String(answer.json()['captureId'])
  const said = [
    (await vigie.cli('captures')).stdout,
    (await vigie.cli('capture', 'show', id)).stdout,
    (await vigie.cli('events', '--stream', `capture-${id}`)).stdout,
    await mailedReport(id),
  ]
  for (const text of said) {
    for (const hidden of ['\x1b', '\u202e']) expect(text).not.toContain(hidden)
    expect(text).toMatch(/lab.*\[31m.*\.pcap/)
  }
})

test('what cannot be stored is said, and the others are stored all the same', async () => {
  const text = path.join(vigie.home, 'notes.txt')
  await writeFile(text, 'no capture')
  const empty = path.join(vigie.home, 'empty.pcap')
  await writeFile(empty, captureFile(OF_2019).subarray(0, 24))
  const cut = path.join(vigie.home, 'cut.pcap')
  await writeFile(cut, captureFile(OF_2019).subarray(0, -5))
  const answer = await vigie.cli('analyze', '--store', '--json', text, empty, cut)
  expect(answer.status).toBe(1)
  const objects = answer.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(objects).toMatchObject([
    { failure: { code: 'CAPTURE_FILE_FORMAT' } },
    { packets: 0, captureId: null },
    { packets: 299, captureId: expect.any(String) },
  ])
  const { stdout } = await vigie.cli('events', '--limit', '1', '--json')
  expect(stdout).toContain('"isBrokenOff":true')
  expect((await vigie.cli('analyze', '--store', empty)).stdout).toMatch(/nothing is stored\.\n$/)
})

test('an imported capture can neither be stopped nor exported', async () => {
  expectFailure(await vigie.cli('capture', 'stop', stored), 2, 'CAPTURE_NOT_RUNNING')
  expectFailure(await vigie.cli('capture', 'export', stored), 2, 'PACKETS_NONE')
  expectFailure(await vigie.cli('capture', 'mail', '000000000000'), 2, 'CAPTURE_UNKNOWN')
})

test('without a daemon it is said at once, and nothing is read', async () => {
  const home = await createHome()
  try {
    const answer = await runVigie(['analyze', '--store', '/dev/zero', file], home)
    expectFailure(answer, 1, 'NOT_RUNNING')
    expect(answer.stdout).toBe('')
  } finally {
    await removeHome(home)
  }
})

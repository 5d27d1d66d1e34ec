import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureOf, endedCapture, runningCapture } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { type Answer, runVigie, startVigie, type Vigie } from '../support/vigie.ts'

/** What a person asks after a restore, and must be told as before. `audit verify` is asked apart: the log goes on. */
const QUESTIONS = [
  ['captures'],
  ['report', 'list'],
  ['inbox'],
  ['schedule', 'list'],
  ['events', '--limit', '15'],
] as const

let vigie: Vigie
let traffic: Datagrams
let home: string
let file: string
beforeAll(async () => {
  vigie = await startVigie()
  traffic = await openDatagrams()
  home = await createHome()
  file = path.join(vigie.home, 'now.backup')
})
afterAll(async () => {
  traffic?.close()
  await vigie?.cleanUp()
  await removeHome(home)
})

const refusal = (answer: Answer) => ({
  status: answer.status,
  code: /\[(\w+)\]/.exec(answer.stderr)?.[1],
})

/** The lines of the backup with one of them changed, in a file of their own. */
const altered = (name: string, change: (text: string) => string): string => {
  const other = path.join(vigie.home, name)
  writeFileSync(other, gzipSync(change(gunzipSync(readFileSync(file)).toString('utf8'))))
  return other
}

const capture = ['capture', '--interface', 'lo', '--filter']

describe('a backup', () => {
  let done: string
  let open: string
  let reportShown: string
  let events: readonly { position: number }[]

  it('is written while a capture runs, for its owner alone, and replaces nothing unasked', async () => {
    const first = await vigie.cli(...capture, traffic.filter, '2', '--mail', '--json')
    done = String(first.json()['id'])
    await runningCapture(vigie.home)
    await traffic.burst(500)
    await endedCapture(vigie.home, done)
    const shown = await until('the mail', async () => {
      const answer = await vigie.cli('report', 'list', '--json')
      return answer.stdout.includes('"delivered"') && answer.json()
    })
    reportShown = (await vigie.cli('report', 'show', String(shown['id']))).stdout
    const second = await vigie.cli(...capture, traffic.filter, '6', '--json')
    open = String(second.json()['id'])
    await runningCapture(vigie.home, [done])
    await traffic.burst(100)
    const made = await vigie.cli('backup', file, '--json')
    expect(made.status, made.stderr).toBe(0)
    expect(made.json()).toEqual({ file, bytes: statSync(file).size })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(refusal(await vigie.cli('backup', file))).toEqual({ status: 2, code: 'FILE_EXISTS' })
    expect((await vigie.cli('backup', file, '--force')).status).toBe(0)
    const told = await vigie.cli('events', '--limit', '15', '--json')
    events = told.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  })

  it('that is cut short, altered, of another program or of a newer Vigie touches nothing', async () => {
    const short = path.join(vigie.home, 'short.backup')
    writeFileSync(short, readFileSync(file))
    truncateSync(short, statSync(file).size - 20)
    const cases = [
      [short, 'BACKUP_DAMAGED'],
      [altered('text', () => 'hello\n'), 'BACKUP_DAMAGED'],
      [
        altered('row', (text) => text.replace('"CaptureRequested"', '"CaptureRefused"')),
        'BACKUP_DAMAGED',
      ],
      [
        altered('end', (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)),
        'BACKUP_DAMAGED',
      ],
      [
        altered('format', (text) => text.replace('"vigieBackup":1', '"vigieBackup":2')),
        'BACKUP_NEWER',
      ],
      [
        altered('newer', (text) => text.replace('"0001-event-log"', '"0000-before"')),
        'BACKUP_NEWER',
      ],
      [path.join(vigie.home, 'nowhere'), 'FILE_UNREADABLE'],
    ] as const
    for (const [given, code] of cases) {
      const answer = await runVigie(['restore', given], home)
      expect(refusal(answer), given).toEqual({ status: 1, code })
      expect(readdirSync(home)).toEqual([])
    }
  })

  it('goes neither into a home that runs nor into one that has something', async () => {
    expect(refusal(await vigie.cli('restore', file))).toEqual({
      status: 1,
      code: 'RUNNING_ALREADY',
    })
    const used = await createHome()
    writeFileSync(path.join(used, 'vigie.yaml'), '')
    const answer = await runVigie(['restore', file], used)
    expect(refusal(answer)).toEqual({ status: 1, code: 'HOME_NOT_EMPTY' })
    expect(readdirSync(used)).toEqual(['vigie.yaml'])
    await removeHome(used)
  })

  it('gives an empty home the same answers, a whole log, and a Vigie that goes on', async () => {
    const restored = await runVigie(['restore', file, '--json'], home)
    expect(restored.status, restored.stderr).toBe(0)
    const key = (where: string) => readFileSync(path.join(where, 'session.key'), 'hex')
    expect(key(home)).toBe(key(vigie.home))
    expect(existsSync(path.join(home, 'vigie.pid'))).toBe(false)
    await endedCapture(vigie.home, open)
    const other = await startVigie({ home })
    try {
      expect(other.started['firstPassword'] ?? null).toBeNull()
      const audit = await other.cli('audit', 'verify', '--json')
      expect(audit.json()).toMatchObject({ whole: true })
      const shown = await captureOf(home, done)
      const before = await captureOf(vigie.home, done)
      expect(shown).toEqual(before)
      for (const question of QUESTIONS) {
        const [a, b] = [await vigie.cli(...question), await other.cli(...question)]
        expect(b.status, b.stderr).toBe(0)
        if (question[0] === 'inbox') expect(b.stdout).toBe(a.stdout)
      }
      const [report] = (await other.cli('report', 'list', '--json')).stdout.trim().split('\n')
      const { id } = JSON.parse(report ?? '') as { id: string }
      expect((await other.cli('report', 'show', id)).stdout).toBe(reportShown)
      const told = await other.cli('events', '--limit', '50', '--json')
      const now = told.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      const last = Number(restored.json()['position'])
      const kept = events.filter(({ position }) => position <= last)
      expect(now.filter(({ position }) => kept.some((one) => one.position === position))).toEqual(
        kept,
      )
      const ended = await endedCapture(home, open)
      expect(ended.state).toBe('completed')
      const again = await other.cli(...capture, traffic.filter, '1', '--wait', '--json')
      expect(again.status, again.stderr).toBe(0)
      expect((await other.cli('audit', 'verify')).status).toBe(0)
    } finally {
      await other.stop()
    }
  })
})

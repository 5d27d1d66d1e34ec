import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSuccess } from '../support/answers.ts'
import { onTerminal } from '../support/pseudo-terminal.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const LISTS = ['status', 'captures', 'inbox', 'report list', 'schedule list', 'events'] as const

let vigie: Vigie
let captured: Record<string, unknown>

beforeAll(async () => {
  vigie = await startVigie()
  const answer = await vigie.cli('capture', '1', '-i', 'lo', '--mail', '--wait', '--json')
  captured = answer.json()
  await vigie.cli('schedule', 'add', 'weekly', '--cron', '0 7 * * 1', '--report')
})
afterAll(() => vigie?.cleanUp())

const json = async (command: string) => (await vigie.cli(...command.split(' '), '--json')).json()

describe('--json', () => {
  test('a capture that was waited for is one object with the promised keys', () => {
    expect(captured).toMatchObject({
      id: expect.stringMatching(/^[0-9a-z]{12}$/),
      state: 'completed',
      packets: expect.any(Number),
      bytes: expect.any(Number),
      kernelDrops: 0,
      startedAt: expect.stringMatching(ISO),
      endedAt: expect.stringMatching(ISO),
    })
  })

  test('the inbox has the promised keys', async () => {
    expect((await json('inbox'))['messages']).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^[0-9a-z]{12}$/),
        from: expect.stringContaining('@vigie.internal'),
        to: expect.stringContaining('admin@vigie.internal'),
        subject: expect.stringContaining('[Vigie]'),
        receivedAt: expect.stringMatching(ISO),
      }),
    ])
  })

  test('every other list has its name and what it lists', async () => {
    const { id, reportId } = captured
    expect(await json('captures')).toMatchObject({ captures: [{ id, state: 'completed' }] })
    expect(await json('report list')).toMatchObject({ reports: [{ id: reportId }] })
    expect(await json('schedule list')).toMatchObject({ schedules: [{ name: 'weekly' }] })
    const names = ['capture@local', 'delivery', 'report', 'upkeep']
    const queues = names.map((name) => ({ name }))
    expect(await json('status')).toMatchObject({ pid: vigie.pid, log: {}, queues })
    const { stdout } = await vigie.cli('events', '--json')
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(events[0]).toMatchObject({ position: 1, type: expect.any(String) })
  })
})

describe('where no terminal is', () => {
  test.each([...LISTS, 'config'])('"%s" prints no escape byte', async (command) => {
    const answer = await vigie.cli(...command.split(' '))
    expectSuccess(answer)
    expect(answer.stdout).not.toContain('\u001b')
  })

  test('a capture that is waited for draws no bar', async () => {
    const answer = await vigie.cli('capture', '1', '--interface', 'lo', '--wait')
    expect(`${answer.stdout}${answer.stderr}`).not.toMatch(/\r|\[#*-*\]/)
  })
})

describe('on a terminal of 80 columns', () => {
  test('a capture that is waited for draws a bar, and no line is wider', async () => {
    const { lines } = await onTerminal(vigie.home, ['capture', '2', '-i', 'lo', '--wait'])
    expect(lines.some((line) => /^\[#*-+\] +\d+ %/.test(line))).toBe(true)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('French', () => {
  test('lists and help follow LANG', async () => {
    const french = (...args: readonly string[]) =>
      runVigie(args, vigie.home, { environment: { LANG: 'fr_FR.UTF-8' } })
    const [captures, help] = await Promise.all([french('captures'), french('capture', '--help')])
    expect(captures.stdout).toMatch(/terminée|complète/)
    expect(captures.stdout).not.toContain('complete ')
    expect(help.stdout).toContain('Exemples :')
  })
})

describe('help', () => {
  test('shows examples', async () => {
    const answer = await vigie.cli('capture', 'show', '--help')
    expectSuccess(answer)
    expect(answer.stdout).toMatch(/\nExamples:\n {2}\$ \S*vigie /)
  })

  test('the completion for bash is a script that bash accepts', async () => {
    const { status, stdout } = await vigie.cli('completion', 'bash')
    expect(status).toBe(0)
    expect(stdout).toContain('vigie')
    execFileSync('bash', ['-n'], { input: stdout })
  })
})

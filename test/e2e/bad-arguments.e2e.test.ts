import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFailure, expectJsonFailure } from '../support/answers.ts'
import { logPosition } from '../support/daemon-view.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const ID = '3k9fq2m8xa7d'
const BAD_SECONDS = ['0', '-1', '1e9', '1000000000', 'abc', '', '1.5'] as const

let vigie: Vigie
let position: number

beforeAll(async () => {
  vigie = await startVigie()
  const added = await vigie.cli('schedule', 'add', 'weekly', '--cron', '0 7 * * 1', '--report')
  if (added.status !== 0) throw new Error(added.stderr)
  position = await logPosition(vigie.home)
})
afterAll(() => vigie?.cleanUp())

/** Refused with this code, as a sentence and as an object, and nothing of it is recorded. Returns the sentence. */
const expectRefused = async (args: readonly string[], code: string): Promise<string> => {
  const answer = await vigie.cli(...args, '--json')
  expectJsonFailure(answer, 2, code)
  expect(await logPosition(vigie.home), 'position of the log').toBe(position)
  return answer.stderr
}

describe('seconds', () => {
  test.each(BAD_SECONDS)('"%s" is no duration of a capture', async (seconds) => {
    const sentence = await expectRefused(['capture', seconds], 'NUMBER_OUT_OF_RANGE')
    expect(sentence).toContain(`"${seconds}" is not a whole number from 1 to 86400`)
  })

  test.each(BAD_SECONDS)('"%s" is no delay of a mail', async (seconds) => {
    const sentence = await expectRefused(['mail', seconds], 'NUMBER_OUT_OF_RANGE')
    expect(sentence).toContain(`"${seconds}" is not a whole number from 1 to 86400`)
  })

  test('a day and a second is too long', async () => {
    const args = ['capture', '86401', '--interface', 'lo']
    expect(await expectRefused(args, 'NUMBER_OUT_OF_RANGE')).toContain('from 1 to 86400')
  })

  test('a mail that comes again every 0 s is refused', () =>
    expectRefused(['mail', '1', '--every', '0'], 'NUMBER_OUT_OF_RANGE'))
})

describe('what a capture is to look at', () => {
  test('an interface that is not there is refused with the names of those that are', async () => {
    const args = ['capture', '1', '--interface', 'nosuch0']
    const sentence = await expectRefused(args, 'INTERFACE_UNKNOWN')
    expect(sentence).toContain('there is no interface nosuch0 on sensor local; choose among ')
    expect(sentence).toMatch(/\blo\b/)
  })

  test('a name that no interface can have is refused as one that is not there', async () => {
    const name = 'a'.repeat(20)
    for (const args of [
      ['capture', '1', '--interface', name],
      ['watch', 'add', name],
    ]) {
      expect(await expectRefused(args, 'INTERFACE_UNKNOWN')).toContain(name)
    }
  })

  test('a filter that does not compile is refused with the reason of the compiler', async () => {
    const args = ['capture', '1', '--interface', 'lo', '--filter', 'tcp prot 443']
    expect(await expectRefused(args, 'FILTER_INVALID')).toContain('"tcp prot 443"')
  })

  test('a sensor that nobody runs is refused with the names of those known', async () => {
    const args = ['capture', '1', '--sensor', 'attic']
    expect(await expectRefused(args, 'SENSOR_UNKNOWN')).toContain('known are local;')
  })

  test('a driver that there is not is refused with the names of those there are', async () => {
    const args = ['capture', '1', '--driver', 'dpdk']
    expect(await expectRefused(args, 'ARGUMENT_INVALID')).toContain('ring / cap')
  })
})

describe('ids', () => {
  test.each([
    ['capture show', 'CAPTURE_UNKNOWN'],
    ['capture stop', 'CAPTURE_UNKNOWN'],
    ['capture mail', 'CAPTURE_UNKNOWN'],
    ['capture export', 'PACKETS_NONE'],
    ['watch show', 'WATCH_UNKNOWN'],
    ['watch remove', 'WATCH_UNKNOWN'],
    ['inbox show', 'MESSAGE_UNKNOWN'],
    ['report show', 'REPORT_UNKNOWN'],
    ['report send', 'REPORT_UNKNOWN'],
    ['schedule remove', 'SCHEDULE_UNKNOWN'],
    ['schedule run', 'SCHEDULE_UNKNOWN'],
  ])('%s refuses an id of nothing, and one that cannot be an id', async (command, code) => {
    for (const id of [ID, 'no/such id']) {
      expect(await expectRefused([...command.split(' '), id], code)).toContain(id)
    }
  })

  test('a projection that there is not is refused with the names of those there are', async () => {
    const sentence = await expectRefused(['replay', 'nonsense'], 'PROJECTION_UNKNOWN')
    expect(sentence).toContain('captures')
  })
})

describe('schedules', () => {
  const add = (name: string, ...more: readonly string[]) => ['schedule', 'add', name, ...more]

  test.each(['every monday', '61 7 * * 1', '* * * * * *', ''])('"%s" is no cron', async (cron) => {
    await expectRefused(add('bad', '--cron', cron, '--report'), 'CRON_INVALID')
  })

  test('a time zone that there is not is refused', async () => {
    const args = add('bad', '--cron', '0 7 * * 1', '--tz', 'Europe/Atlantis', '--report')
    expect(await expectRefused(args, 'TIME_ZONE_UNKNOWN')).toContain('Europe/Atlantis')
  })

  test('a schedule that would do nothing is refused', () =>
    expectRefused(add('bad', '--cron', '0 7 * * 1'), 'SCHEDULE_EMPTY'))

  test('a second schedule of the same name is refused', () =>
    expectRefused(add('weekly', '--cron', '0 8 * * 1', '--report'), 'SCHEDULE_EXISTS'))

  test('a name with a space is refused', () =>
    expectRefused(add('two words', '--cron', '0 8 * * 1', '--report'), 'SCHEDULE_NAME_INVALID'))

  test('a schedule without a date is not understood', () =>
    expectRefused(add('bad', '--report'), 'OPTION_MISSING'))
})

describe('addresses', () => {
  test.each(['', 'x', 'nobody', '@b.example', 'a b@c.example'])(
    '"%s" is no address',
    async (to) => {
      expect(await expectRefused(['mail', '1', '--to', to], 'ADDRESS_INVALID')).toContain(`"${to}"`)
    },
  )

  test('a foreign address is refused while no relay is configured', async () => {
    const args = ['mail', '1', '--to', 'a@b.example']
    expect(await expectRefused(args, 'RELAY_NOT_CONFIGURED')).toContain('mail.relayUrl')
  })

  test('a capture whose report could not be mailed is refused before it begins', () =>
    expectRefused(
      ['capture', '1', '--interface', 'lo', '--to', 'a@b.example'],
      'RELAY_NOT_CONFIGURED',
    ))
})

describe('usage', () => {
  test('without --json there is nothing on standard output', async () => {
    expectFailure(await vigie.cli('capture', '0'), 2, 'NUMBER_OUT_OF_RANGE')
  })

  test('an unknown command is named', async () => {
    const sentence = await expectRefused(['captuer', '60'], 'COMMAND_UNKNOWN')
    expect(sentence).toContain('captuer')
    expect(sentence).toContain('"vigie --help"')
  })

  test('an unknown option is named', async () => {
    const sentence = await expectRefused(['capture', '60', '--loud'], 'OPTION_UNKNOWN')
    expect(sentence).toContain('--loud')
    expect(sentence).toContain('"vigie capture --help"')
  })

  test('a command below another one is named whole', async () => {
    const sentence = await expectRefused(['capture', 'show', ID, '--loud'], 'OPTION_UNKNOWN')
    expect(sentence).toContain('"vigie capture show --help"')
  })

  test('a shell that there is not is refused with the names of those there are', async () => {
    const answer = await vigie.cli('completion', 'tcsh')
    expectFailure(answer, 2, 'ARGUMENT_INVALID')
    expect(answer.stderr).toContain('zsh / bash / fish / powershell')
  })

  test('an unknown role is refused with the names of those there are', async () => {
    const sentence = await expectRefused(['up', '--role', 'cook'], 'ARGUMENT_INVALID')
    expect(sentence).toContain('web / capture / report / mail')
  })

  test('a capture without seconds is not understood', () =>
    expectRefused(['capture'], 'ARGUMENT_MISSING'))
})

test('a capture that has ended cannot be stopped', async () => {
  const ended = await vigie.cli('capture', '1', '--interface', 'lo', '--wait', '--json')
  expect(ended.status).toBe(0)
  position = await logPosition(vigie.home)
  const args = ['capture', 'stop', String(ended.json()['id'])]
  expect(await expectRefused(args, 'CAPTURE_NOT_RUNNING')).toContain('completed')
})

import type { Command } from 'commander'
import { printable } from '../../base/lines.ts'
import type { Answered } from '../../web/api/endpoint.ts'
import { FOLLOW_MS_MAX, readEvents } from '../../web/api/events.ts'
import type { CliContext } from '../context.ts'
import { jsonLine, withMoments } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { limitOption } from '../options/limit-option.ts'
import type { Terminal } from '../terminal.ts'

type Event = Answered<typeof readEvents>['events'][number]

type EventsFlags = JsonOption & {
  readonly follow?: boolean
  readonly stream?: string
  readonly limit: number
}

export const eventsCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const show = (events: readonly Event[], json: boolean | undefined) => {
    for (const event of events) {
      if (json) print(jsonLine(event))
      else printEvent(terminal, event)
    }
  }
  const command = program
    .command('events')
    .description(t('cli.help.events'))
    .option('--stream <stream>', t('cli.help.stream'))
    .option('--follow', t('cli.help.follow'))
    .addOption(limitOption(terminal))
    .action(async ({ json, follow, stream, limit }: EventsFlags) => {
      let { events, after } = await ask(readEvents, { query: { limit, stream } })
      if (events.length === 0 && !follow && !json) print(t('cli.noEvents'))
      show(events, json)
      while (follow) {
        const query = { after, waitMs: FOLLOW_MS_MAX, stream }
        ;({ events, after } = await ask(readEvents, { query }))
        show(events, json)
      }
    })
  withJsonAndExamples(
    command,
    terminal,
    ['vigie events --follow', 'vigie events --stream capture-3k9fq2m8xa7d'],
    t('cli.help.jsonEvents'),
  )
}

const printEvent = ({ print, format, bold, dim }: Terminal, event: Event): void => {
  const position = String(event.position).padStart(6)
  print(`${dim(position)}  ${format.dateTime(event.occurredAt)}  ${bold(event.type)}`)
  print(`        ${dim(`${event.stream} · ${event.actor}`)}  ${briefly(event.data)}`)
}

/** The values of an event in one line, without the ids that its stream says already. */
const briefly = (data: Readonly<Record<string, unknown>>): string =>
  printable(
    Object.entries(withMoments(data))
      .filter(([, value]) => value !== null && value !== '')
      .filter(([key]) => key !== 'rowsHash' && key !== 'sha256')
      .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(' '),
  )

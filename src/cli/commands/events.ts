import type { Command } from 'commander'
import type { z } from 'zod'
import { printable } from '../../base/lines.ts'
import { type eventRow, FOLLOW_MS_MAX, readEvents } from '../../web/api/events.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'

type EventsFlags = JsonOption & {
  readonly follow?: boolean
  readonly stream?: string
  readonly limit: number
}

export const eventsCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const show = (events: readonly z.output<typeof eventRow>[], json: boolean | undefined) => {
    for (const event of events) {
      if (json) print(jsonLine(event))
      else {
        const position = String(event.position).padStart(6)
        print(
          `${terminal.dim(position)}  ${format.dateTime(event.occurredAt)}  ${terminal.bold(event.type)}`,
        )
        print(`        ${terminal.dim(`${event.stream} · ${event.actor}`)}  ${briefly(event.data)}`)
      }
    }
  }
  const command = program
    .command('events')
    .description(t('cli.help.events'))
    .option('--follow', t('cli.help.follow'))
    .option('--stream <stream>', t('cli.help.stream'))
    .addOption(limitOption(terminal))
    .action(async ({ json, follow, stream, limit }: EventsFlags) => {
      const only = stream === undefined ? {} : { stream }
      let { events, after } = await ask(readEvents, { query: { limit, ...only } })
      show(events, json)
      while (follow) {
        const query = { after, waitMs: FOLLOW_MS_MAX, ...only }
        ;({ events, after } = await ask(readEvents, { query }))
        show(events, json)
      }
    })
  withExamples(command, terminal, [
    'vigie events --follow',
    'vigie events --stream capture-3k9fq2m8xa7d',
  ])
}

/** The values of an event in one line, without the ids that its stream says already. */
const briefly = (data: Readonly<Record<string, unknown>>): string =>
  printable(
    Object.entries(data)
      .filter(([, value]) => value !== null && value !== '')
      .filter(([key]) => key !== 'rowsHash' && key !== 'sha256')
      .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join(' '),
  )

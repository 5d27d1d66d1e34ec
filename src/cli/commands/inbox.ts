import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import { listMessages, showMessage } from '../../web/api/messages.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'

type InboxFlags = JsonOption & { readonly limit: number; readonly mailbox: string }

export const inboxCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const inbox = program
    .command('inbox')
    .description(t('cli.help.inbox'))
    .addOption(limitOption(terminal))
    .option('--mailbox <name>', t('cli.help.mailbox'), 'admin')
    .action(async ({ json, limit, mailbox }: InboxFlags) => {
      const { messages } = await ask(listMessages, { query: { limit, mailbox } })
      if (json) print(jsonLine({ messages }))
      else if (messages.length === 0) print(t('cli.noMessages'))
      else {
        terminal.table({
          title: '',
          columns: [
            { heading: t('cli.columns.id'), align: 'left' },
            { heading: t('cli.columns.received'), align: 'left' },
            { heading: t('cli.columns.subject'), align: 'left' },
          ],
          rows: messages.map((message) => [
            message.id,
            format.dateTime(message.receivedAt),
            message.subject,
          ]),
        })
      }
    })
  withExamples(inbox, terminal, ['vigie inbox', 'vigie inbox show 3k9fq2m8xa7d'])

  const show = inbox
    .command('show <id>')
    .description(t('cli.help.inboxShow'))
    .option('--source', t('cli.help.source'))
    .action(async (id: string, { source }: { readonly source?: boolean }, command: Command) => {
      const { json, mailbox } = command.optsWithGlobals<InboxFlags>()
      if (!ID_PATTERN.test(id)) throw new Failure('MESSAGE_UNKNOWN', { id: id.slice(0, 40) })
      const message = await ask(showMessage, { params: { id }, query: { mailbox } })
      if (json) print(jsonLine(message))
      else if (source) print(harmless(message.source))
      else {
        print(terminal.bold(message.subject))
        print(`${message.from} → ${message.to}, ${format.dateTime(message.receivedAt)}`)
        print()
        print(harmless(message.text))
      }
    })
  withExamples(show, terminal, ['vigie inbox show 3k9fq2m8xa7d --source'])
}

/** A message is somebody else's text: no control character of it but line breaks and tabs reaches the terminal. */
const harmless = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '�')

import type { Command } from 'commander'
import { listMessages, showMessage } from '../../web/api/messages.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { limitOption } from '../options/limit-option.ts'
import { recordId } from '../options/record-id.ts'
import { printRows } from '../row-list.ts'

type InboxFlags = JsonOption & { readonly limit: number; readonly mailbox: string }

export const inboxCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const inbox = program
    .command('inbox')
    .description(t('cli.help.inbox'))
    .addOption(limitOption(terminal))
    .option('--mailbox <name>', t('cli.help.mailbox'), 'admin')
    .action(async ({ limit, mailbox, ...flags }: InboxFlags) => {
      const { messages } = await ask(listMessages, { query: { limit, mailbox } })
      printRows(terminal, flags, {
        name: 'messages',
        rows: messages,
        none: t('cli.noMessages'),
        columns: [
          [t('cli.columns.id'), ({ id }) => id],
          [t('cli.columns.received'), ({ receivedAt }) => format.dateTime(receivedAt)],
          [t('cli.columns.subject'), ({ subject }) => subject],
        ],
      })
    })
  withExamples(inbox, terminal, ['vigie inbox', 'vigie inbox show 3k9fq2m8xa7d'])

  const show = inbox
    .command('show')
    .description(t('cli.help.inboxShow'))
    .argument('<id>', t('cli.help.messageId'))
    .option('--source', t('cli.help.source'))
    .action(async (id: string, { source }: { readonly source?: boolean }, command: Command) => {
      const { json, mailbox } = command.optsWithGlobals<InboxFlags>()
      const params = { id: recordId(id, 'MESSAGE_UNKNOWN') }
      const message = await ask(showMessage, { params, query: { mailbox } })
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

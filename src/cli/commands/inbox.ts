import type { Command } from 'commander'
import { listMessages, showMessage } from '../../web/api/messages.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { limitOption } from '../options/limit-option.ts'
import { printRows } from '../row-list.ts'

type MailboxFlags = JsonOption & { readonly mailbox: string }
type InboxFlags = MailboxFlags & { readonly limit: number }
type ShowFlags = MailboxFlags & { readonly source?: boolean }

export const inboxCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const inbox = program
    .command('inbox')
    .description(t('cli.help.inbox'))
    .option('--mailbox <name>', t('cli.help.mailbox'), 'admin')
    .addOption(limitOption(terminal))
    .action(async (flags: InboxFlags) => {
      const { limit, mailbox } = flags
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
  withJsonAndExamples(inbox, terminal, ['vigie inbox', 'vigie inbox show 3k9fq2m8xa7d'])

  const show = inbox
    .command('show')
    .description(t('cli.help.inboxShow'))
    .addArgument(idArgument(terminal, 'message'))
    .option('--mailbox <name>', t('cli.help.mailbox'), 'admin')
    .option('--source', t('cli.help.source'))
    .action(async (id: string, { json, mailbox, source }: ShowFlags) => {
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
  withJsonAndExamples(show, terminal, ['vigie inbox show 3k9fq2m8xa7d --source'])
}

/** A message is somebody else's text: no control character of it but line breaks and tabs reaches the terminal. */
const harmless = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '�')

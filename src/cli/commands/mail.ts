import type { Command } from 'commander'
import { MAIL_SECONDS_MAX, MAIL_SECONDS_MIN, requestMail } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { numberArgument, numberOption } from '../options/number-option.ts'
import { recipientsOption } from '../options/recipients-option.ts'
import { waitForReport } from '../wait-for-report.ts'

type MailFlags = JsonOption & {
  readonly to?: readonly string[]
  readonly every?: number
  readonly wait?: boolean
}

const SECONDS = { min: MAIL_SECONDS_MIN, max: MAIL_SECONDS_MAX }

export const mailCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const command = program
    .command('mail')
    .description(t('cli.help.mailCommand'))
    .addArgument(numberArgument(terminal, 'seconds', 'cli.help.mailSeconds', SECONDS))
    .addOption(recipientsOption(terminal))
    .addOption(numberOption(terminal, '--every <seconds>', 'cli.help.every', SECONDS))
    .option('-w, --wait', t('cli.help.waitMailed'))
    .action(async (delay: number, flags: MailFlags) => {
      const asked = await ask(requestMail, {
        body: {
          seconds: delay,
          to: [...(flags.to ?? [])],
          everySeconds: flags.every,
        },
      })
      const id = asked.reportId
      const recipients = asked.recipients.join(', ')
      if (!flags.json) {
        const say = flags.wait ? terminal.note : print
        say(t('cli.mailQueued', { seconds: delay, recipients, id }))
        if (asked.schedule !== null && flags.every !== undefined) {
          say(t('cli.mailEvery', { seconds: flags.every, schedule: asked.schedule }))
        }
      }
      if (flags.wait) {
        const report = await waitForReport(context, id, asked.dueAt)
        if (flags.json) print(jsonLine({ ...asked, ...report }))
        else print(t('cli.mailDelivered', { id, recipients }))
      } else if (flags.json) print(jsonLine({ id, ...asked }))
    })
  withJsonAndExamples(command, terminal, [
    'vigie mail 30 --wait',
    'vigie mail 30 --every 3600 --to boss@example.org',
  ])
}

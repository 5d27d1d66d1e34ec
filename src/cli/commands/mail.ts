import type { Command } from 'commander'
import { MAIL_SECONDS_MAX, MAIL_SECONDS_MIN, requestMail } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { collected, wholeNumber } from '../numbers.ts'
import { withExamples } from '../options/examples.ts'
import { waitForReport } from '../wait-for-report.ts'

type MailFlags = JsonOption & {
  readonly to?: readonly string[]
  readonly every?: number
  readonly wait?: boolean
}

export const mailCommand = (program: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const seconds = (name: string) => wholeNumber(name, MAIL_SECONDS_MIN, MAIL_SECONDS_MAX)
  const command = program
    .command('mail')
    .description(t('cli.help.mailCommand'))
    .argument('<seconds>', t('cli.help.seconds'), seconds('seconds'))
    .option('--to <address>', t('cli.help.to'), collected)
    .option('--every <seconds>', t('cli.help.every'), seconds('--every'))
    .option('-w, --wait', t('cli.help.waitMailed'))
    .action(async (delay: number, flags: MailFlags) => {
      const asked = await ask(requestMail, {
        body: {
          seconds: delay,
          to: [...(flags.to ?? [])],
          ...(flags.every === undefined ? {} : { everySeconds: flags.every }),
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
  withExamples(command, terminal, [
    'vigie mail 30 --wait',
    'vigie mail 30 --every 3600 --to boss@example.org',
  ])
}

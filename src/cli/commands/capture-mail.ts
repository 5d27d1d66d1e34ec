import type { Command } from 'commander'
import { mailCapture } from '../../web/api/reports.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { recipientsOption } from '../options/recipients-option.ts'
import { waitForReport } from '../wait-for-report.ts'

type MailFlags = JsonOption & { readonly to?: readonly string[]; readonly wait?: boolean }

/** `vigie capture mail`, under the command `capture`. */
export const captureMailCommand = (capture: Command, context: CliContext): void => {
  const { terminal, ask } = context
  const { t, print } = terminal
  const command = capture
    .command('mail')
    .description(t('cli.help.captureMail'))
    .addArgument(idArgument(terminal, 'capture'))
    .addOption(recipientsOption(terminal))
    .option('-w, --wait', t('cli.help.waitMailed'))
    .action(async (id: string, { json, to = [], wait }: MailFlags) => {
      const asked = await ask(mailCapture, {
        params: { id },
        body: { to: [...to] },
      })
      const recipients = asked.recipients.join(', ')
      const said = t('cli.captureMailing', { capture: id, recipients, id: asked.reportId })
      if (wait) {
        if (!json) terminal.note(said)
        const report = await waitForReport(context, asked.reportId, Date.now())
        if (json) print(jsonLine({ ...asked, ...report }))
        else print(t('cli.mailDelivered', { id: asked.reportId, recipients }))
      } else print(json ? jsonLine({ id: asked.reportId, ...asked }) : said)
    })
  withJsonAndExamples(command, terminal, [
    'vigie capture mail 3k9fq2m8xa7d',
    'vigie capture mail 3k9fq2m8xa7d --to boss@example.org --wait',
  ])
}

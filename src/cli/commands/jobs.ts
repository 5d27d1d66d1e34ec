import type { Command } from 'commander'
import { reconcileJobs } from '../../web/api/administration.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

export const jobsCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const jobs = program.command('jobs').description(t('cli.help.jobs'))
  withExamples(jobs, terminal, ['vigie jobs reconcile'])

  const reconcile = jobs
    .command('reconcile')
    .description(t('cli.help.reconcile'))
    .action(async ({ json }: JsonOption) => {
      const { open } = await ask(reconcileJobs)
      print(json ? jsonLine({ open }) : t('cli.reconciled', { count: open }))
    })
  withJsonAndExamples(reconcile, terminal, ['vigie jobs reconcile'])
}

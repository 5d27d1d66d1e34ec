import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

export const doctorCommand = (program: Command, { terminal, doctor }: CliContext): void => {
  const { t, print } = terminal
  const command = program
    .command('doctor')
    .description(t('cli.help.doctor'))
    .action(async ({ json }: JsonOption) => {
      const findings = await doctor(terminal)
      const bad = findings.filter(({ state }) => state === 'bad')
      if (json) print(jsonLine({ good: bad.length === 0, findings }))
      else {
        for (const { state, subject, finding, advice } of findings) {
          const mark = { good: terminal.good('✓'), bad: terminal.bad('✗'), known: '·' }[state]
          print(`${mark} ${t('cli.found', { subject: terminal.bold(subject), finding })}`)
          if (advice !== '') print(`    ${advice}`)
        }
        print()
        print(bad.length === 0 ? t('cli.doctorGood') : t('cli.doctorBad', { count: bad.length }))
      }
      if (bad.length > 0) process.exitCode = 1
    })
  withJsonAndExamples(command, terminal, ['vigie doctor'])
}

import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

export const configCommand = (program: Command, context: CliContext): void => {
  const { terminal, describeConfig } = context
  const { t, print } = terminal
  const command = program
    .command('config')
    .description(t('cli.help.config'))
    .action(async ({ json }: JsonOption) => {
      const settings = await describeConfig()
      if (json) {
        print(jsonLine({ settings }))
        return
      }
      terminal.table({
        columns: [
          { heading: t('cli.columns.setting'), align: 'left' },
          { heading: t('cli.columns.value'), align: 'left' },
          { heading: t('cli.columns.origin'), align: 'left' },
        ],
        rows: settings.map(({ path, value, origin }) => [
          path,
          value === null || value === '' ? '–' : String(value),
          t(`cli.origins.${origin}`),
        ]),
      })
    })
  withJsonAndExamples(command, terminal, ['vigie config', 'VIGIE_WEB_PORT=8081 vigie config'])
}

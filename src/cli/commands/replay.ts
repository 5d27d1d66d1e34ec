import type { Command } from 'commander'
import { replayProjection } from '../../web/api/administration.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

export const replayCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const command = program
    .command('replay')
    .description(t('cli.help.replay'))
    .argument('<projection>', t('cli.help.projection'))
    .action(async (name: string, { json }: JsonOption) => {
      const replayed = await ask(replayProjection, { params: { name } })
      print(json ? jsonLine(replayed) : t('cli.replayed', { name }))
    })
  withJsonAndExamples(command, terminal, ['vigie replay captures'])
}

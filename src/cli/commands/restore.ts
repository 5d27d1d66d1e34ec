import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { progressLine } from '../progress-line.ts'

/** A line drawn more often than this is read by nobody (ms). */
const DRAW_MS = 100

export const restoreCommand = (program: Command, { terminal, home, restore }: CliContext): void => {
  const { t, print, format } = terminal
  const command = program
    .command('restore')
    .description(t('cli.help.restore'))
    .argument('<file>', t('cli.help.backupRead'))
    .action(async (file: string, { json }: JsonOption) => {
      const line = progressLine(terminal)
      let drawnAt = 0
      const { rows, position } = await restore(file, (stage, done, total) => {
        if (performance.now() - drawnAt < DRAW_MS) return
        drawnAt = performance.now()
        const [rows, all] = [format.count(done), format.count(total ?? done)]
        const share = total === undefined ? undefined : done / total
        line.show(share, t(`cli.restoring.${stage}`, { rows, total: all }))
      }).finally(line.clear)
      if (json) return print(jsonLine({ home, rows, position }))
      print(t('cli.restored', { home, rows: format.count(rows), position: format.count(position) }))
      print(t('cli.restoredHint'))
    })
  withJsonAndExamples(command, terminal, [
    'vigie restore vigie-monday.backup',
    'VIGIE_HOME=/srv/vigie vigie restore vigie-monday.backup',
  ])
}

import path from 'node:path'
import type { Command } from 'commander'
import { downloadBackup } from '../../web/api/backup.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { refuseExisting, writeDownload } from '../output-file.ts'

export const backupCommand = (program: Command, context: CliContext): void => {
  const { terminal, home, fetch } = context
  const { t, print, format } = terminal
  const command = program
    .command('backup')
    .description(t('cli.help.backup'))
    .argument('<file>', t('cli.help.backupWritten'))
    .option('--force', t('cli.help.force'))
    .action(async (file: string, { json, force = false }: JsonOption & { force?: boolean }) => {
      await refuseExisting(file, force)
      const chunks = await fetch(downloadBackup, {})
      const bytes = await writeDownload(terminal, file, chunks, force)
      if (json) return print(jsonLine({ file, bytes }))
      print(t('cli.backedUp', { file, bytes: format.bytes(bytes) }))
      print(t('cli.backupWithout', { folder: path.join(home, 'packets') }))
    })
  withJsonAndExamples(command, terminal, ['vigie backup vigie-monday.backup'])
}

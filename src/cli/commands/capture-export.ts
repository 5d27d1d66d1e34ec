import type { Command } from 'commander'
import { exportPackets } from '../../web/api/packets.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { idArgument } from '../options/id-argument.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { refuseExisting, writeDownload } from '../output-file.ts'
import { toStandardOutput } from '../standard-output.ts'

type ExportFlags = JsonOption & {
  readonly filter?: string
  readonly output?: string
  readonly force?: boolean
}

/** `vigie capture export`, under the command `capture`. */
export const captureExportCommand = (
  capture: Command,
  { terminal, fetch }: Pick<CliContext, 'terminal' | 'fetch'>,
): void => {
  const { t, print, format } = terminal
  const command = capture
    .command('export')
    .description(t('cli.help.captureExport'))
    .addArgument(idArgument(terminal, 'packets'))
    .option('-f, --filter <bpf>', t('cli.help.exportFilter'))
    .option('-o, --output <file>', t('cli.help.output'))
    .option('--force', t('cli.help.force'))
    .action(async (id: string, { json, filter, output, force = false }: ExportFlags) => {
      const file = output ?? `capture-${id}.pcapng`
      if (file !== '-') await refuseExisting(file, force)
      const chunks = await fetch(exportPackets, { params: { id }, query: { filter } })
      if (file === '-') return toStandardOutput(chunks)
      const bytes = await writeDownload(terminal, file, chunks, force)
      if (json) print(jsonLine({ id, file, bytes }))
      else print(t('cli.exported', { file, bytes: format.bytes(bytes) }))
    })
  withJsonAndExamples(command, terminal, [
    'vigie capture export 3k9fq2m8xa7d',
    'vigie capture export 3k9fq2m8xa7d --filter "tcp port 443" -o web.pcapng',
    'vigie capture export 3k9fq2m8xa7d --output - | tcpdump -nn -r -',
  ])
}

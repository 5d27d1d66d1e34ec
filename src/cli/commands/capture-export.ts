import type { Command } from 'commander'
import { exportPackets } from '../../web/api/packets.ts'
import type { CliContext } from '../context.ts'
import type { JsonOption } from '../failure-report.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { recordId } from '../options/record-id.ts'
import { refuseExisting, writeOutputFile } from '../output-file.ts'
import { progressLine } from '../progress-line.ts'
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
    .argument('<id>', t('cli.help.captureId'))
    .option('-f, --filter <bpf>', t('cli.help.exportFilter'))
    .option('-o, --output <file>', t('cli.help.output'))
    .option('--force', t('cli.help.force'))
    .action(async (id: string, _: unknown, self: Command) => {
      // The command above has a filter and a --json of its own, which take these options first.
      const { json, filter = '', output, force } = self.optsWithGlobals<ExportFlags>()
      const params = { id: recordId(id, 'PACKETS_NONE') }
      const file = output ?? `capture-${id}.pcapng`
      if (file !== '-') await refuseExisting(file, force ?? false)
      const chunks = await fetch(exportPackets, { params, query: { filter } })
      if (file === '-') return toStandardOutput(chunks)
      const line = progressLine(terminal)
      const written = (bytes: number) =>
        line.show(undefined, t('cli.exporting', { bytes: format.bytes(bytes) }))
      const bytes = await writeOutputFile(file, chunks, { force: force ?? false, written }).finally(
        line.clear,
      )
      if (json) print(jsonLine({ id, file, bytes }))
      else print(t('cli.exported', { file, bytes: format.bytes(bytes) }))
    })
  withExamples(command, terminal, [
    'vigie capture export 3k9fq2m8xa7d',
    'vigie capture export 3k9fq2m8xa7d --filter "tcp port 443" -o web.pcapng',
    'vigie capture export 3k9fq2m8xa7d --output - | tcpdump -nn -r -',
  ])
}

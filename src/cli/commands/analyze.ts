import type { Command, Option } from 'commander'
import { printable } from '../../base/lines.ts'
import type { TextKey } from '../../base/text.ts'
import type {
  AnalyzeOptions,
  AnalyzeProgress,
  FileFigures,
} from '../../base/traffic/file-figures.ts'
import { csvFolders, refuseCsv, writeCsv } from '../analysis/analysis-csv.ts'
import { analysisJson } from '../analysis/analysis-json.ts'
import { printAnalysis } from '../analysis/analysis-summary.ts'
import type { FileStore } from '../analysis/file-store.ts'
import type { CliContext, FileInterval } from '../context.ts'
import { reportFailure } from '../failure-report.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { networks } from '../options/network-value.ts'
import { numberOption } from '../options/number-option.ts'
import { TOP_MAX, topOption } from '../options/top-option.ts'
import { progressLine } from '../progress-line.ts'
import { shorterLists } from '../shorter-lists.ts'
import { textsToStandardOutput } from '../standard-output.ts'
import type { Terminal } from '../terminal.ts'

type AnalyzeFlags = JsonOption & {
  readonly csv?: string
  readonly store?: boolean
  readonly force?: boolean
  readonly top: number
  readonly flows?: boolean
  readonly local?: readonly string[]
  readonly flowLimit?: number
  readonly idleTimeout?: number
  readonly activeTimeout?: number
}

/** Nothing bounds them but memory, of which each takes some three hundred bytes. */
const FLOWS = { min: 1, max: 10_000_000 }
/** As the engine has it, which no command loads. */
const FLOWS_DEFAULT = '1000000'
const SECONDS = { min: 0, max: 86_400 }
/** Rows of each list in a CSV file. Unlike the flows, they are in memory all at once. */
const CSV_ROWS_MAX = 100_000

/** A line drawn more often than this is read by nobody (ms). */
const DRAW_MS = 100

export const analyzeCommand = (program: Command, context: CliContext): void => {
  const { terminal } = context
  const { t, print } = terminal
  const command = program
    .command('analyze')
    .description(t('cli.help.analyze'))
    .argument('<file...>', t('cli.help.captureFile'))
    .option('--csv <folder>', t('cli.help.csv'))
    .option('--force', t('cli.help.force'))
    .option('--store', t('cli.help.store'))
    .option('--flows', t('cli.help.flows'))
    .option('--local <network>', t('cli.help.local'), networks('--local'))
    .addOption(
      numberOption(terminal, '--flow-limit <n>', 'cli.help.flowLimit', FLOWS).default(
        undefined,
        FLOWS_DEFAULT,
      ),
    )
    .addOption(timeoutOption(terminal, '--idle-timeout <seconds>', 'cli.help.idleTimeout'))
    .addOption(timeoutOption(terminal, '--active-timeout <seconds>', 'cli.help.activeTimeout'))
    .addOption(topOption(terminal))
    .action(async (files: readonly string[], flags: AnalyzeFlags) => {
      const { csv, json = false, force = false, store = false } = flags
      const folders = csv === undefined ? [] : csvFolders(csv, files)
      if (!force) for (const folder of folders) await refuseCsv(folder)
      const openStore = store ? await storeOf(context) : undefined
      let isFirst = true
      for (const [at, file] of files.entries()) {
        try {
          const stored = openStore?.()
          const analysis = await analyzed(context, file, optionsOf(flags), stored)
          const captureId = await stored?.end(analysis)
          if (json) await printJson(analysis, flags.top, captureId)
          else {
            if (!isFirst) print()
            isFirst = false
            printAnalysis(terminal, analysis, { top: flags.top, flows: flags.flows ?? false })
            if (captureId !== undefined) printStored(terminal, captureId)
          }
          const folder = folders[at]
          if (folder === undefined) continue
          await writeCsv(folder, analysis, force)
          if (!json) print(`\n${t('analysis.csvWritten', { folder: printable(folder) })}`)
        } catch (thrown) {
          reportFailure(terminal, thrown, json, { file })
          process.exitCode = 1 // whatever was asked of the others was right
        }
      }
    })
  const examples = [
    'vigie analyze lab.pcapng',
    'vigie analyze --flows --top 20 monday.pcap.gz tuesday.pcap.gz',
    'vigie analyze --json lab.pcapng | jq -c ".flows[] | select(.tcp.resets > 0)"',
    'vigie analyze --csv tables --local 203.0.113.0/24 lab.pcapng',
    'vigie analyze --store lab.pcapng',
    'tcpdump -c 10000 -w - | vigie analyze -',
  ]
  withJsonAndExamples(command, terminal, examples, t('cli.help.jsonFiles'))
}

const timeoutOption = (terminal: Terminal, flags: string, says: TextKey): Option =>
  numberOption(terminal, flags, says, SECONDS).default(undefined, terminal.t('cli.help.never'))

/** More rows than are shown, so that what is said of the whole is true of it; see `shorterLists`. */
const optionsOf = (flags: AnalyzeFlags): AnalyzeOptions => ({
  top: flags.csv === undefined ? TOP_MAX : CSV_ROWS_MAX,
  ...(flags.local === undefined ? {} : { localNetworks: flags.local }),
  ...(flags.flowLimit === undefined ? {} : { flowLimit: flags.flowLimit }),
  ...(flags.idleTimeout === undefined ? {} : { idleSeconds: flags.idleTimeout }),
  ...(flags.activeTimeout === undefined ? {} : { activeSeconds: flags.activeTimeout }),
})

/** Loaded where something is to be stored: without that, no file waits for what the daemon's API needs. */
const storeOf = async ({ ask }: Pick<CliContext, 'ask'>): Promise<() => FileStore> => {
  const { FileStore, requireDaemon } = await import('../analysis/file-store.ts')
  await requireDaemon(ask)
  return () => new FileStore(ask)
}

/** Reads one file, with a line that shows how far it is where that takes longer than a moment. */
const analyzed = async (
  { terminal, analyze }: Pick<CliContext, 'terminal' | 'analyze'>,
  file: string,
  options: AnalyzeOptions,
  stored: FileStore | undefined,
): Promise<FileFigures> => {
  const { t, format } = terminal
  const line = progressLine(terminal)
  let drawnAt = performance.now()
  const progress: AnalyzeProgress = (bytesRead, bytesTotal) => {
    if (performance.now() - drawnAt < DRAW_MS) return
    drawnAt = performance.now()
    const name = printable(file)
    const read = format.bytes(bytesRead)
    if (bytesTotal === undefined) return line.show(undefined, t('analysis.read', { read, name }))
    const total = format.bytes(bytesTotal)
    line.show(bytesRead / bytesTotal, t('analysis.readOf', { read, total, name }))
  }
  const take = stored && ((intervals: readonly FileInterval[]) => stored.take(intervals))
  return analyze(file, options, progress, take).finally(line.clear)
}

/** `captureId` is null where there was nothing to store. */
const printStored = ({ t, print }: Terminal, captureId: string | null): void => {
  print()
  print(captureId === null ? t('cli.nothingStored') : t('cli.stored', { id: captureId }))
}

const printJson = (
  analysis: FileFigures,
  top: number,
  captureId: string | null | undefined,
): Promise<void> => {
  const figures = shorterLists(analysis.figures, top)
  return textsToStandardOutput(analysisJson({ ...analysis, figures }, captureId))
}

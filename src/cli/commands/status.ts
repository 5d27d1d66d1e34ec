import type { Command } from 'commander'
import { showStatus } from '../../web/api/status.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

export const statusCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const left = (heading: string) => ({ heading, align: 'left' as const })
  const right = (heading: string) => ({ heading, align: 'right' as const })
  const command = program
    .command('status')
    .description(t('cli.help.status'))
    .action(async ({ json }: JsonOption) => {
      const status = await ask(showStatus)
      if (json) {
        print(jsonLine(status))
        return
      }
      const { version, pid, home, roles, log } = status
      print(
        terminal.bold(
          t('cli.statusTitle', { version, pid, since: format.dateTime(status.startedAt) }),
        ),
      )
      print(t('cli.statusHome', { home, roles: roles.join(', ') }))
      if (status.console !== null) print(t('cli.upConsole', { address: status.console }))
      if (log !== null) {
        print(
          t('cli.statusLog', { position: format.count(log.position), hash: log.hash.slice(0, 16) }),
        )
      }
      const { level, folder, freeBytes } = status.disk
      print(t(`cli.disk.${level}`, { folder, free: format.bytes(freeBytes) }))
      print()
      terminal.table({
        columns: [
          left(t('cli.columns.server')),
          left(t('cli.columns.state')),
          right(t('cli.columns.restarts')),
          left(t('cli.columns.address')),
        ],
        rows: status.servers.map((one) => [
          one.name,
          one.state,
          format.count(one.restarts),
          one.address,
        ]),
      })
      print()
      terminal.table({
        columns: [
          left(t('cli.columns.queue')),
          right(t('cli.columns.waiting')),
          right(t('cli.columns.active')),
          right(t('cli.columns.delayed')),
          right(t('cli.columns.failed')),
        ],
        rows: status.queues.map((one) => [
          one.name,
          ...[one.waiting, one.active, one.delayed, one.failed].map(format.count),
        ]),
      })
      print()
      terminal.table({
        columns: [
          left(t('cli.columns.projection')),
          right(t('cli.columns.position')),
          left(t('cli.columns.state')),
        ],
        rows: status.projections.map((one) => [
          one.name,
          format.count(one.position),
          one.failure === null ? '✓' : t('cli.halted', { reason: one.failure }),
        ]),
      })
      print()
      terminal.table({
        columns: [left(t('cli.columns.sensor')), left(t('cli.columns.interfaces'))],
        rows: status.sensors.map((one) => [
          one.away ? `${one.name} (${t('cli.away')})` : one.name,
          one.interfaces.map(({ name }) => name).join(', '),
        ]),
      })
    })
  withJsonAndExamples(command, terminal, ['vigie status', 'vigie status --json'])
}

import type { Command } from 'commander'
import { type Role, roles } from '../../base/config-schema.ts'
import { failureOf } from '../../base/failure.ts'
import type { CliContext, Started } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { collected, oneOf } from '../options/option-value.ts'

type UpFlags = JsonOption & {
  readonly detach?: boolean
  readonly role?: readonly string[]
  readonly sensor?: string
}

export const upCommand = (program: Command, context: CliContext): void => {
  const { terminal, up, upDetached } = context
  const { t } = terminal
  const command = program
    .command('up')
    .description(t('cli.help.up'))
    .option('-d, --detach', t('cli.help.detach'))
    .option('--role <role>', t('cli.help.role'), collected)
    .option('--sensor <name>', t('cli.help.sensorName'))
    .action(async (flags: UpFlags) => {
      const asked = (flags.role ?? [])
        .flatMap((text) => text.split(','))
        .map(oneOf('--role', roles))
      const options = {
        roles: asked.length === 0 ? roles : (asked as readonly Role[]),
        sensor: flags.sensor,
      }
      if (!flags.detach) {
        await up(options, (started) => {
          show(context, started, flags)
          if (!flags.json && terminal.live) terminal.note(t('cli.upStopHint'))
        })
        return
      }
      try {
        if (terminal.live && !flags.json) terminal.note(t('cli.starting'))
        show(context, await upDetached(options), flags)
      } catch (thrown) {
        const running = failureOf(thrown, 'RUNNING_ALREADY')
        if (running === undefined) throw thrown
        const pid = Number(running.values['pid'])
        terminal.print(flags.json ? jsonLine({ pid, already: true }) : t('cli.upAlready', { pid }))
      }
    })
  withJsonAndExamples(command, terminal, [
    'vigie up',
    'vigie up --detach',
    'vigie up --role capture --sensor lab2',
  ])
}

const show = ({ terminal }: CliContext, started: Started, { json }: JsonOption): void => {
  const { t, print } = terminal
  const { pid, console, firstPassword } = started
  if (json) {
    print(jsonLine({ pid, console, firstPassword: firstPassword ?? null }))
    return
  }
  print(t('cli.up', { pid }))
  if (console !== null) print(t('cli.upConsole', { address: console }))
  if (firstPassword !== undefined) print(t('cli.upPassword', { password: firstPassword }))
}

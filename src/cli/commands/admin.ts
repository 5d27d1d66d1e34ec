import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { changePassword } from '../../web/api/administration.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import type { Terminal } from '../terminal.ts'

export const adminCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const admin = program.command('admin').description(t('cli.help.admin'))
  withExamples(admin, terminal, ['vigie admin password'])
  const command = admin
    .command('password')
    .description(t('cli.help.password'))
    .option('--generate', t('cli.help.generate'))
    .action(async ({ json, generate }: JsonOption & { readonly generate?: boolean }) => {
      const body = generate ? {} : { password: await readPassword(terminal) }
      const { account, password } = await ask(changePassword, { body })
      if (json) print(jsonLine({ account, password }))
      else if (password === null) print(t('cli.passwordSet', { account }))
      else print(t('cli.passwordNew', { account, password }))
    })
  withJsonAndExamples(command, terminal, [
    'vigie admin password',
    'vigie admin password --generate',
    'vigie admin password < secret.txt',
  ])
}

/** Asks twice on a terminal, without showing what is typed; elsewhere the first line of standard input. */
const readPassword = async (terminal: Terminal): Promise<string> => {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/)[0] ?? ''
  const { t } = terminal
  const first = await hidden(t('cli.passwordPrompt'))
  if (first === (await hidden(t('cli.passwordAgain')))) return first
  throw new Failure('PASSWORDS_DIFFER', {})
}

const hidden = (prompt: string): Promise<string> =>
  new Promise((resolve) => {
    process.stderr.write(prompt)
    const nowhere = new Writable({ write: (_, __, done) => done() })
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
    lines.once('line', (line) => {
      lines.close()
      process.stderr.write('\n')
      resolve(line)
    })
  })

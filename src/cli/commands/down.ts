import type { Command } from 'commander'
import { pause } from '../../base/clock.ts'
import { Failure, failureOf } from '../../base/failure.ts'
import { showStatus } from '../../web/api/status.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'

/** Jobs get 25 s to close what they opened, the servers some more. */
const STOP_SECONDS_MAX = 60
const POLL_MS = 100

/** The one thing that must be known of a daemon to stop it, also of one that another version started. */
const showProcess = { ...showStatus, answer: showStatus.answer.pick({ pid: true }) }

export const downCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print } = terminal
  const command = program
    .command('down')
    .description(t('cli.help.down'))
    .action(async ({ json }: JsonOption) => {
      const pid = await ask(showProcess).then(
        (status) => status.pid,
        (thrown) => {
          if (failureOf(thrown, 'NOT_RUNNING') === undefined) throw thrown
          return undefined
        },
      )
      if (pid === undefined) {
        print(json ? jsonLine({ stopped: false }) : t('cli.downAlready'))
        return
      }
      process.kill(pid, 'SIGTERM')
      for (let waited = 0; isAlive(pid); waited += POLL_MS) {
        if (waited > STOP_SECONDS_MAX * 1_000) {
          throw new Failure('STILL_WAITING', { what: `process ${pid}`, seconds: STOP_SECONDS_MAX })
        }
        await pause(POLL_MS)
      }
      print(json ? jsonLine({ stopped: true }) : t('cli.down'))
    })
  withJsonAndExamples(command, terminal, ['vigie down'])
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

import { type Command, Option } from 'commander'
import type { requestCapture } from '../../web/api/captures.ts'
import type { Asked } from '../../web/api/endpoint.ts'
import type { Terminal } from '../terminal.ts'
import { oneOf } from './option-value.ts'

/** What is captured, as the daemon takes it: what was not said is the sensor's default. */
export type SourceFlags = Pick<Asked<typeof requestCapture>['body'], 'filter' | 'sensor' | 'driver'>

/** Adds the options that a capture has beside its interface, which some commands take as an argument. */
export const withSource = (command: Command, { t }: Terminal): Command =>
  command
    .option('-f, --filter <bpf>', t('cli.help.filter'))
    .option('--sensor <name>', t('cli.help.sensor'))
    .addOption(
      new Option('--driver <driver>', t('cli.help.driver')).argParser(
        oneOf('--driver', ['ring', 'cap']),
      ),
    )

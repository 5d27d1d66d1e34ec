import { Argument } from 'commander'
import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import type { Terminal } from '../terminal.ts'

/** As much of what was typed for an id as a sentence shows. */
const SHOWN_CHARACTERS = 40

/** What has an id, and what says that nothing has it. */
const unknown = {
  capture: 'CAPTURE_UNKNOWN',
  message: 'MESSAGE_UNKNOWN',
  packets: 'PACKETS_NONE',
  report: 'REPORT_UNKNOWN',
  watch: 'WATCH_UNKNOWN',
} as const

/** The id of a `thing`. One that cannot be an id is refused as one that nobody has. */
export const idArgument = ({ t }: Terminal, thing: keyof typeof unknown): Argument =>
  new Argument('<id>', t(`cli.help.ids.${thing}`)).argParser((id: string) => {
    if (ID_PATTERN.test(id)) return id
    throw new Failure(unknown[thing], { id: id.slice(0, SHOWN_CHARACTERS) })
  })

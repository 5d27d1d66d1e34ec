import type { Command } from 'commander'
import { Failure } from '../../base/failure.ts'
import { AUDIT_SLICE_MAX, verifyLog } from '../../web/api/audit.ts'
import type { CliContext } from '../context.ts'
import { jsonLine } from '../json-output.ts'
import { withExamples } from '../options/examples.ts'
import { type JsonOption, withJsonAndExamples } from '../options/json-option.ts'
import { progressLine } from '../progress-line.ts'

type VerifyFlags = JsonOption & { readonly against?: Known }

/** What a report printed of the log: a position, and how its hash begins. */
type Known = { readonly position: number; readonly hash: string }

const KNOWN = /^(\d{1,15}):([0-9a-f]{8,64})$/

export const auditCommand = (program: Command, { terminal, ask }: CliContext): void => {
  const { t, print, format } = terminal
  const audit = program.command('audit').description(t('cli.help.audit'))
  withExamples(audit, terminal, ['vigie audit verify'])

  const verify = audit
    .command('verify')
    .description(t('cli.help.auditVerify'))
    .option('--against <position:hash>', t('cli.help.against'), known)
    .action(async ({ json, against }: VerifyFlags) => {
      const line = progressLine(terminal)
      let at = { position: 0, hash: undefined as string | undefined, end: Number.POSITIVE_INFINITY }
      try {
        while (at.position < at.end) {
          // A slice ends where a report's position is, so that its hash can be seen.
          const isBefore = against !== undefined && at.position < against.position
          const left = isBefore ? against.position - at.position : AUDIT_SLICE_MAX
          const limit = Math.min(left, AUDIT_SLICE_MAX)
          const { position: after, hash } = at
          at = await ask(verifyLog, { query: { after, limit, hash } })
          if (at.position === against?.position) compare(against, at.hash ?? '')
          const events = format.count(at.position)
          line.show(at.end === 0 ? 1 : at.position / at.end, t('cli.auditing', { events }))
        }
      } finally {
        line.clear()
      }
      if (against !== undefined && at.position < against.position) {
        throw new Failure('EVENT_MISSING', { position: against.position })
      }
      const { position, hash } = at
      if (json) print(jsonLine({ whole: true, position, hash }))
      else
        print(
          t('cli.auditWhole', {
            count: position,
            events: format.count(position),
            hash: hash ?? '',
          }),
        )
    })
  withJsonAndExamples(verify, terminal, [
    'vigie audit verify',
    'vigie audit verify --against 1234:0123456789abcdef',
  ])
}

const known = (text: string): Known => {
  const [, position, hash] = KNOWN.exec(text) ?? []
  if (position === undefined || hash === undefined || Number(position) === 0) {
    const expected = '1234:0123abcd'
    throw new Failure('ARGUMENT_INVALID', { argument: '--against', value: text, expected })
  }
  return { position: Number(position), hash }
}

/** A log that was rewritten as a whole hashes well within itself; what was mailed before it was rewritten tells. */
const compare = ({ position, hash }: Known, found: string): void => {
  if (!found.startsWith(hash)) throw new Failure('EVENT_CHANGED', { position })
}

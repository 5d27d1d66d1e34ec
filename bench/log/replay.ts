import { CHAIN_START, LogAudit } from '../../src/events/index.ts'
import type { Findings, Scope } from '../figure.ts'
import { type MeasuredLog, measured } from '../opened-log.ts'
import { inTurns } from '../spread.ts'
import { BareRows } from './bare-rows.ts'

const EVENTS = 200_000
const SHORT_EVENTS = 20_000
const ROUNDS = 5
const SHORT_ROUNDS = 2
/** As many as the audit takes at once; reading is fastest with them too. */
const BATCH = 2_000

/** Reads the whole log from its beginning, as a replayed projection does, and audits it, beside a bare select of the same columns. */
export const measureReplay = async (log: MeasuredLog, scope: Scope): Promise<Findings> => {
  scope.progress('replay')
  const wanted = scope.short ? SHORT_EVENTS : EVENTS
  await fill(log, wanted)
  const bare = await BareRows.open(log)
  const spreads = await inTurns(scope.short ? SHORT_ROUNDS : ROUNDS, {
    vigie: () => replay(log),
    audit: () => audit(log),
    bare: () => bare.read(BATCH),
  })
  bare.close()
  const beside = { name: 'select', spread: spreads.bare }
  return {
    figures: [
      { what: 'replay', unit: 'events/s', vigie: spreads.vigie, beside },
      { what: 'audit', unit: 'events/s', vigie: spreads.audit, beside },
    ],
    notes: [],
  }
}

const fill = async ({ appender, reader }: MeasuredLog, wanted: number): Promise<void> => {
  const missing = wanted - (await reader.headPosition())
  const appends: Promise<unknown>[] = []
  for (let first = 0; first < missing; first += 100) {
    const events = Array.from({ length: 100 }, (_, index) => measured(first, first + index))
    const [commandId, stream] = [`fill-${first}`, `fill-${first}`]
    appends.push(
      appender.append({ stream, expected: 'none', events, commandId, actor: 'bench', now: first }),
    )
  }
  await Promise.all(appends)
}

const replay = async ({ reader }: MeasuredLog): Promise<number> => {
  const from = performance.now()
  let position = 0
  for (;;) {
    const events = await reader.read(position, BATCH)
    const last = events.at(-1)
    if (last === undefined) return (position * 1_000) / (performance.now() - from)
    position = last.position
  }
}

const audit = async ({ db }: MeasuredLog): Promise<number> => {
  const log = new LogAudit(db)
  const from = performance.now()
  let at = CHAIN_START
  for (;;) {
    const { link, end } = await log.verify(at, BATCH)
    at = link
    if (at.position >= end) break
  }
  await log.verifyEnd(at)
  return (at.position * 1_000) / (performance.now() - from)
}

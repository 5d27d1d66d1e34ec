import type { Figure, Findings, Scope } from '../figure.ts'
import { type MeasuredLog, measured } from '../opened-log.ts'
import { inTurns } from '../spread.ts'
import { BareRows } from './bare-rows.ts'

/** Writers at once, and the events of one round: a second or so each. */
const LOADS = [
  { writers: 1, events: 300 },
  { writers: 8, events: 1_600 },
  { writers: 64, events: 6_400 },
  { writers: 512, events: 10_240 },
] as const
const ROUNDS = 7
const SHORT_ROUNDS = 2
const SHORT_SHARE = 8

/**
 * Appends through the one appender of a process, from many writers that each wait for their own commit, beside bare multi-row inserts of
 * the size that the appender's transactions had.
 */
export const measureAppends = async (log: MeasuredLog, scope: Scope): Promise<Findings> => {
  const bare = await BareRows.open(log)
  const figures: Figure[] = []
  const sizes: string[] = []
  for (const load of LOADS) {
    const { writers } = load
    scope.progress(`${writers} writers`)
    const events = scope.short ? Math.max(writers, load.events / SHORT_SHARE) : load.events
    const rounds = scope.short ? SHORT_ROUNDS : ROUNDS
    await appendAll(log, writers, Math.max(writers, events / SHORT_SHARE)) // what is compiled once is compiled now
    let batch: number = writers
    const spreads = await inTurns(rounds, {
      vigie: async () => {
        const appended = await appendAll(log, writers, events)
        batch = Math.round(appended.eventsPerCommit)
        return appended.eventsPerSecond
      },
      bare: () => bare.insert(events, batch),
    })
    sizes.push(`${writers} writers ${batch}`)
    figures.push({
      what: `append, ${writers} writer${writers === 1 ? '' : 's'}`,
      unit: 'events/s',
      vigie: spreads.vigie,
      beside: { name: 'multi-row insert', spread: spreads.bare },
    })
  }
  bare.close()
  return { figures, notes: [`Events in a transaction, on both sides: ${sizes.join(', ')}.`] }
}

let serial = 0

/** Each writer appends one event to a stream of its own, waits for its commit, and appends the next. */
const appendAll = async ({ appender }: MeasuredLog, writers: number, events: number) => {
  const each = Math.round(events / writers)
  const run = ++serial
  let commits = 0
  const forget = appender.onCommit(() => commits++)
  const write = async (writer: number): Promise<void> => {
    for (let step = 0; step < each; step++) {
      await appender.append({
        stream: `bench-${run}-${writer}`,
        expected: step === 0 ? 'none' : step,
        events: [measured(writer, step)],
        commandId: `${run}-${writer}-${step}`,
        actor: 'bench',
        now: 1_767_225_600_000 + step,
      })
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  const seconds = (performance.now() - from) / 1_000
  forget()
  const count = each * writers
  return { eventsPerSecond: count / seconds, eventsPerCommit: count / commits }
}

import type { Command } from 'commander'
import type { CliContext } from '../context.ts'

type AddCommand = (program: Command, context: CliContext) => void

/** Every verb, in the order in which help shows them: first steps, daily work, upkeep. Each is loaded when it is wanted. */
const verbs: { readonly [verb: string]: () => Promise<AddCommand> } = {
  quickstart: async () => (await import('./quickstart.ts')).quickstartCommand,
  up: async () => (await import('./up.ts')).upCommand,
  down: async () => (await import('./down.ts')).downCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  config: async () => (await import('./config.ts')).configCommand,
  capture: async () => (await import('./capture.ts')).captureCommand,
  captures: async () => (await import('./captures.ts')).capturesCommand,
  watch: async () => (await import('./watch.ts')).watchCommand,
  watches: async () => (await import('./watches.ts')).watchesCommand,
  analyze: async () => (await import('./analyze.ts')).analyzeCommand,
  mail: async () => (await import('./mail.ts')).mailCommand,
  inbox: async () => (await import('./inbox.ts')).inboxCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  schedule: async () => (await import('./schedule.ts')).scheduleCommand,
  events: async () => (await import('./events.ts')).eventsCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
  admin: async () => (await import('./admin.ts')).adminCommand,
  jobs: async () => (await import('./jobs.ts')).jobsCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
}

/** Adds this verb alone, which need not wait for what others load; all of them where it is none of ours, as for help. */
export const addCommands = async (
  program: Command,
  context: CliContext,
  verb = '',
): Promise<void> => {
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  const wanted = load === undefined ? Object.values(verbs) : [load]
  for (const add of await Promise.all(wanted.map((one) => one()))) add(program, context)
}

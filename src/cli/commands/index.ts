import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { adminCommand } from './admin.ts'
import { analyzeCommand } from './analyze.ts'
import { auditCommand } from './audit.ts'
import { backupCommand } from './backup.ts'
import { captureCommand } from './capture.ts'
import { capturesCommand } from './captures.ts'
import { completionCommand } from './completion.ts'
import { configCommand } from './config.ts'
import { doctorCommand } from './doctor.ts'
import { downCommand } from './down.ts'
import { eventsCommand } from './events.ts'
import { inboxCommand } from './inbox.ts'
import { jobsCommand } from './jobs.ts'
import { mailCommand } from './mail.ts'
import { quickstartCommand } from './quickstart.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { restoreCommand } from './restore.ts'
import { scheduleCommand } from './schedule.ts'
import { statusCommand } from './status.ts'
import { upCommand } from './up.ts'
import { watchCommand } from './watch.ts'
import { watchesCommand } from './watches.ts'

/** Every verb, in the order in which help shows them: first steps, daily work, upkeep. */
export const addCommands = (program: Command, context: CliContext): void => {
  const commands = [
    quickstartCommand,
    upCommand,
    downCommand,
    statusCommand,
    doctorCommand,
    configCommand,
    captureCommand,
    capturesCommand,
    watchCommand,
    watchesCommand,
    analyzeCommand,
    mailCommand,
    inboxCommand,
    reportCommand,
    scheduleCommand,
    eventsCommand,
    auditCommand,
    backupCommand,
    restoreCommand,
    adminCommand,
    jobsCommand,
    replayCommand,
    completionCommand,
  ]
  for (const add of commands) add(program, context)
}

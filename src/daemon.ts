/**
 * `vigie up`: puts everything together and takes it apart again. With main.ts the only file that knows every part. Order matters: what is
 * started first is stopped last, the servers last of all.
 */
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { pause, systemClock } from './base/clock.ts'
import { loadConfig } from './base/config.ts'
import { administratorAddress, type Config, type Role, ringBytes } from './base/config-schema.ts'
import { machineTimeZone } from './base/format.ts'
import { apiSocket, pidFile } from './base/home.ts'
import { createLog, type Log } from './base/log.ts'
import { readOrCreateKey } from './base/secret-key.ts'
import { openDatabase } from './db/database.ts'
import { databaseAway, isDatabaseAway } from './db/database-away.ts'
import { migrate } from './db/migrator.ts'
import {
  Appender,
  Checkpoints,
  CommandRunner,
  EventCatalogue,
  LogReader,
  LogTail,
  ProjectionRunner,
} from './events/index.ts'
import {
  captureQueue,
  DELIVERY_QUEUE,
  Queues,
  REPORT_QUEUE,
  Reconciler,
  runDispatcher,
} from './jobs/index.ts'
import { defaultInterface } from './net/interfaces.ts'
import { peerOf } from './net/peer-credentials.ts'
import { openWork } from './open-work.ts'
import { accountEvents } from './services/accounts/events.ts'
import { appointAdministrator } from './services/accounts/index.ts'
import { captureEvents } from './services/capture/events.ts'
import {
  CaptureService,
  captureProjection,
  followStops,
  keepSensor,
} from './services/capture/index.ts'
import { mailEvents } from './services/mail/events.ts'
import { type OutboundSettings, startMailServer } from './services/mail/index.ts'
import { reportEvents } from './services/report/events.ts'
import { ReportService, reportProjection, startScheduledWork } from './services/report/index.ts'
import { scheduleEvents } from './services/schedule/events.ts'
import { ScheduleService, scheduleProjection } from './services/schedule/index.ts'
import { ensurePartitions } from './services/traffic/index.ts'
import { startStack, takeStackLock } from './stack/index.ts'
import { type Situation, startConsoleServer, startLocalServer } from './web/index.ts'
import {
  captureTrafficProcessor,
  deliverReportProcessor,
  produceReportProcessor,
  type QueueWork,
  runScheduleProcessor,
  WorkerHost,
} from './workers/index.ts'

/** How long the start waits for servers that run elsewhere. */
const SERVERS_READY_MS = 10_000
/** Mails a minute that leave: no relay takes us for a sender of bulk. */
const MAILS_PER_MINUTE = 30

export type DaemonOptions = {
  readonly home: string
  readonly environment: { readonly [name: string]: string | undefined }
  readonly roles: readonly Role[]
  /** Overrides the configured name. */
  readonly sensor: string | undefined
  readonly version: string
}

export type Daemon = {
  readonly situation: Situation
  /** The administrator's first password, where one was appointed at this start. */
  readonly firstPassword: string | undefined
  readonly stop: () => Promise<void>
}

/** Starts Vigie. Throws a Failure where something is missing; then nothing is left running. */
export const startDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const { home, environment, version } = options
  const given = loadConfig(home, environment)
  const config: Config = { ...given, sensor: options.sensor ?? given.sensor }
  const log = createLog(config.log.level)
  const undo: (() => unknown)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    await mkdir(path.join(home, 'log'), { recursive: true, mode: 0o700 })
    const lock = await takeStackLock(pidFile(home), home)
    undo.push(() => lock.release())
    return await start(options, config, log, undo, stop)
  } catch (thrown) {
    await stop()
    throw thrown
  }

  async function start(
    { home, roles }: DaemonOptions,
    config: Config,
    log: Log,
    undo: (() => unknown)[],
    stop: () => Promise<void>,
  ): Promise<Daemon> {
    const clock = systemClock
    const startedAt = clock.now()
    const ending = new AbortController()
    const stack = await startStack({
      home,
      mysqlUrl: config.mysql.url,
      redisUrl: config.redis.url,
      log,
    })
    undo.push(() => stack.stop())

    const { db, close } = openDatabase(stack.mysql)
    undo.push(close)
    await untilAnswers(() => migrate(db), SERVERS_READY_MS).catch((thrown) => {
      throw isDatabaseAway(thrown) ? databaseAway(stack.mysql, thrown) : thrown
    })
    await ensurePartitions(db, clock.now()) // before the first interval
    const queues = new Queues(stack.redis, log)
    undo.push(() => queues.close())
    await queues.ready(SERVERS_READY_MS)

    const catalogue = new EventCatalogue({
      ...accountEvents,
      ...captureEvents,
      ...mailEvents,
      ...reportEvents,
      ...scheduleEvents,
    })
    const reader = new LogReader(db, catalogue)
    const appender = new Appender(stack.mysql, catalogue)
    undo.push(() => appender.close())
    const tail = new LogTail(reader, log)
    appender.onCommit((position) => tail.advanceTo(position))
    tail.start()
    undo.push(() => tail.stop())
    const projections = new ProjectionRunner(db, reader, tail, log, [
      captureProjection,
      reportProjection,
      scheduleProjection,
    ])
    projections.start()
    undo.push(() => projections.stop())
    const firstPassword = await appointAdministrator(db, appender, clock.now())

    const commands = new CommandRunner(reader, appender)
    const { snaplenBytes, promiscuous, concurrent } = config.capture
    const captures = new CaptureService({
      db,
      commands,
      clock,
      log,
      settings: { snaplenBytes, promiscuous, ringBytes: ringBytes(config) },
    })
    const schedules = new ScheduleService({ db, commands, clock })
    const outbound = outboundSettings(config)
    const timeZone = config.timeZone || machineTimeZone()
    const reports = new ReportService({
      db,
      reader,
      commands,
      clock,
      settings: { name: config.name || hostname(), language: config.language, timeZone, outbound },
    })

    let smtp: string | null = null
    if (roles.includes('mail')) {
      const { smtpHost: host, smtpPort: port, domain } = config.mail
      const server = await startMailServer({ host, port, domain }, appender, clock, log)
      undo.push(() => server.close())
      smtp = `${host}:${server.port}`
      outbound.localPort = server.port
    }

    const work: QueueWork[] = []
    if (roles.includes('capture')) {
      work.push({
        queue: captureQueue(config.sensor),
        concurrency: concurrent,
        processors: { 'capture-traffic': captureTrafficProcessor(captures, clock, log) },
      })
      const sensor = keepSensor(db, config.sensor, clock, log, ending.signal)
      const stops = followStops(reader, tail, captures, log, ending.signal)
      undo.push(() => Promise.all([sensor.stopped, stops]))
      await sensor.recorded
    }
    if (roles.includes('report')) {
      const startDue = (scheduleId: string) =>
        startScheduledWork(
          { schedules, captures, reports, clock },
          scheduleId,
          false,
          `schedule:${scheduleId}`,
        )
      work.push(
        {
          queue: REPORT_QUEUE,
          concurrency: 2,
          processors: {
            'produce-report': produceReportProcessor(reports, log),
            'run-schedule': runScheduleProcessor(startDue, log),
          },
        },
        {
          queue: DELIVERY_QUEUE,
          concurrency: 2,
          perMinute: MAILS_PER_MINUTE,
          processors: { 'deliver-report': deliverReportProcessor(reports, log) },
        },
      )
    }
    for (const queue of [captureQueue(config.sensor), REPORT_QUEUE, DELIVERY_QUEUE]) {
      queues.queue(queue)
    }
    const workers = new WorkerHost(stack.redis, work, log)
    undo.push(() => workers.close())

    const reconciler = new Reconciler(queues, openWork(db, clock), clock, log)
    if (roles.includes('report')) {
      const checkpoints = new Checkpoints(db)
      const deps = { reader, tail, checkpoints, queues, clock, log }
      const following = Promise.all([
        runDispatcher(deps, ending.signal),
        reconciler.run(ending.signal),
      ])
      undo.push(() => following)
    }
    let console: string | null = null
    const situation = (): Situation => ({
      version,
      pid: process.pid,
      home,
      startedAt,
      sensor: config.sensor,
      roles: [...roles],
      console,
      smtp,
      servers: [...stack.state()],
    })
    const web = {
      db,
      config,
      clock,
      log,
      reader,
      tail,
      appender,
      projections,
      queues,
      captures,
      reports,
      schedules,
      outbound,
      defaultInterface: () => config.capture.interface || defaultInterface(),
      situation,
      reconcile: () => reconciler.reconcile(false),
      ending: ending.signal,
      peerUid: (socket: Parameters<typeof peerOf>[0]) => peerOf(socket)?.uid,
    }
    if (roles.includes('web')) {
      const key = await readOrCreateKey(path.join(home, 'session.key'))
      const server = await startConsoleServer(web, key)
      undo.push(() => server.app.close())
      console = server.address
    }
    const local = await startLocalServer(web, apiSocket(home))
    undo.push(() => local.close())
    undo.push(() => ending.abort()) // first of all: requests that wait are answered, followers end
    log.info({ home, sensor: config.sensor, console, smtp }, 'vigie is up')
    return { situation: situation(), firstPassword, stop }
  }
}

const outboundSettings = (config: Config): OutboundSettings & { localPort: number } => ({
  domain: config.mail.domain,
  localHost: config.mail.smtpHost,
  localPort: config.mail.smtpPort,
  relayUrl: config.mail.relayUrl,
  sender: administratorAddress(config).endsWith(`@${config.mail.domain}`)
    ? `vigie@${config.mail.domain}`
    : administratorAddress(config),
})

/** Repeats `work` while the database is away, for at most `timeoutMs`. */
const untilAnswers = async <Result>(
  work: () => Promise<Result>,
  timeoutMs: number,
): Promise<Result> => {
  const deadline = systemClock.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isDatabaseAway(thrown) || systemClock.now() > deadline) throw thrown
      await pause(250)
    }
  }
}

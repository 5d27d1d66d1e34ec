/**
 * `vigie up`: puts everything together and takes it apart again. Order matters: what is started first is stopped last, the servers last of
 * all. With main.ts and the files beside it the composition root, which alone knows every part.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { backupMaker } from './backup.ts'
import { type Clock, pause, systemClock } from './base/clock.ts'
import { loadConfig } from './base/config.ts'
import {
  administratorAddress,
  type Config,
  diskBounds,
  keptDays,
  packetBounds,
  type Role,
  ringBytes,
} from './base/config-schema.ts'
import { Failure, reasonOf } from './base/failure.ts'
import { machineTimeZone } from './base/format.ts'
import { apiSocket, pidFile, restoreMark, sessionKeyFile } from './base/home.ts'
import { createLog, type Log } from './base/log.ts'
import { readOrCreateKey } from './base/secret-key.ts'
import { type Database, openDatabase } from './db/database.ts'
import { databaseAway, isDatabaseAway } from './db/database-away.ts'
import { migrate } from './db/migrator.ts'
import { eventCatalogue, projectionsOfSlices } from './event-types.ts'
import {
  Appender,
  Checkpoints,
  CommandRunner,
  LogReader,
  LogTail,
  ProjectionRunner,
  Snapshots,
} from './events/index.ts'
import { captureQueue, Queues, Reconciler, runDispatcher } from './jobs/index.ts'
import { keepLogsBounded } from './log-keeper.ts'
import { defaultInterface } from './net/interfaces.ts'
import { peerOf } from './net/peer-credentials.ts'
import { feedWatchdog, openServiceManager } from './net/service-manager.ts'
import { openWork } from './open-work.ts'
import { queueNames, queueWork } from './queue-work.ts'
import { appointAdministrator } from './services/accounts/index.ts'
import {
  CaptureService,
  EngineReserve,
  FileImports,
  followStops,
  keepSensor,
  keepWatches,
  PacketStore,
  WatchService,
} from './services/capture/index.ts'
import { DiskGuard } from './services/disk/index.ts'
import { type OutboundSettings, startMailServer } from './services/mail/index.ts'
import { ReportService } from './services/report/index.ts'
import { ScheduleService } from './services/schedule/index.ts'
import { ensurePartitions } from './services/traffic/index.ts'
import { UpkeepService } from './services/upkeep/index.ts'
import { type Stack, startStack, takeStackLock } from './stack/index.ts'
import { type Situation, startConsoleServer, startLocalServer } from './web/index.ts'
import { WorkerHost } from './workers/index.ts'

/** How long the start waits for servers that run elsewhere. */
const SERVERS_READY_MS = 10_000
const RETRY_MS = 250
/** How long a report waits for the tables that it reads; then its job is tried again. */
const READ_TABLES_MS = 10_000

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

/** What every part of a start needs: the settings, and where to put what undoes it. */
type Start = {
  readonly options: DaemonOptions
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Done in reverse when Vigie stops, or when its start fails. */
  readonly undo: (() => unknown)[]
  /** Aborts when Vigie stops. */
  readonly ending: AbortController
}

/** Starts Vigie. Throws a Failure where something is missing; then nothing is left running. */
export const startDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const { home, environment } = options
  const given = loadConfig(home, environment)
  const config: Config = { ...given, sensor: options.sensor ?? given.sensor }
  const log = createLog(config.log.level)
  const undo: (() => unknown)[] = []
  const ending = new AbortController()
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      try {
        await step()
      } catch (thrown) {
        log.warn({ reason: reasonOf(thrown) }, 'a part did not stop in order') // the others must stop all the same
      }
    }
  }
  try {
    await mkdir(path.join(home, 'log'), { recursive: true, mode: 0o700 })
    const lock = await takeStackLock(pidFile(home), home)
    undo.push(() => lock.release())
    if (existsSync(restoreMark(home))) throw new Failure('RESTORE_UNFINISHED', { home })
    const daemon = await startParts({ options, config, clock: systemClock, log, undo, ending })
    return { ...daemon, stop }
  } catch (thrown) {
    ending.abort()
    await stop()
    throw thrown
  }
}

const startParts = async (start: Start): Promise<Omit<Daemon, 'stop'>> => {
  const { options, config, clock, log, undo, ending } = start
  const { home, roles } = options
  const startedAt = clock.now()
  const { stack, db, queues } = await openServers(start)
  const { reader, appender, tail, projections } = openLog(start, stack, db)
  const firstPassword = await appointAdministrator(db, appender, clock.now())

  const commands = new CommandRunner(reader, appender, new Snapshots(db))
  const outbound = outboundSettings(config)
  const { snaplenBytes, promiscuous } = config.capture
  const { language } = config
  const packets = new PacketStore({
    db,
    appender,
    clock,
    log,
    sensor: config.sensor,
    folder: path.join(home, 'packets'),
    bounds: packetBounds(config),
  })
  const disk = new DiskGuard({
    appender,
    reader,
    clock,
    log,
    sensor: config.sensor,
    folders: [home, path.join(home, 'servers')], // the second leads to the databases' data where it is not in the home
    bounds: diskBounds(config),
  })
  await disk.look() // before the first packet is saved
  disk.subscribe((level) => packets.pause(level !== 'enough'))
  const guarding = Promise.all([disk.run(ending.signal), keepLogsBounded(home, log, ending.signal)])
  undo.push(() => guarding)
  const isReady = roles.includes('capture') && config.capture.driver === 'ring'
  const counting = {
    db,
    commands,
    clock,
    log,
    settings: { snaplenBytes, promiscuous, ringBytes: ringBytes(config) },
    packets,
    hasRoom: () => disk.state.level !== 'no intervals',
    engines: new EngineReserve(ringBytes(config), isReady),
  }
  undo.push(() => counting.engines.close())
  const captures = new CaptureService(counting)
  const watches = new WatchService(db, commands)
  const imports = new FileImports({ ...counting, sensor: config.sensor })
  const schedules = new ScheduleService({ db, commands, clock })
  const reports = new ReportService({
    db,
    reader,
    commands,
    clock,
    log,
    caughtUp: (position) => projections.requireCaughtUp(position, READ_TABLES_MS),
    settings: {
      name: config.name || hostname(),
      language,
      timeZone: config.timeZone || machineTimeZone(),
      outbound,
    },
  })

  const upkeep = new UpkeepService({ db, appender, clock, log, keep: keptDays(config) })

  let smtp: string | null = null
  if (roles.includes('mail')) {
    const { smtpHost: host, smtpPort: port, domain } = config.mail
    const server = await startMailServer({ host, port, domain }, appender, clock, log)
    undo.push(() => server.close())
    smtp = `${host}:${server.port}`
    outbound.localPort = server.port
  }
  if (roles.includes('capture')) {
    await queues.resume(captureQueue(config.sensor))
    const sensor = keepSensor(db, config.sensor, clock, log, ending.signal)
    const stops = followStops(reader, tail, captures, log, ending.signal)
    await sensor.recorded
    const watching = keepWatches(counting, config.sensor, ending.signal)
    const storing = packets.run(ending.signal)
    undo.push(() => Promise.all([sensor.stopped, stops, watching, storing]))
  }
  for (const name of queueNames(config.sensor)) queues.queue(name)
  const work = queueWork(roles, config, { captures, reports, schedules, upkeep }, clock, log)
  const workers = new WorkerHost(stack.redis, work, log)
  undo.push(() => workers.close())

  const reconciler = new Reconciler(queues, openWork(db, clock, upkeep), clock, log)
  if (roles.includes('report')) {
    const deps = { reader, tail, checkpoints: new Checkpoints(db), queues, clock, log }
    const following = Promise.all([
      runDispatcher(deps, ending.signal),
      reconciler.run(ending.signal),
    ])
    undo.push(() => following)
  }

  let console: string | null = null
  const situation = (): Situation => ({
    version: options.version,
    pid: process.pid,
    home,
    startedAt,
    sensor: config.sensor,
    roles: [...roles],
    console,
    smtp,
    disk: disk.state,
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
    watches,
    imports,
    packets,
    reports,
    schedules,
    outbound,
    defaultInterface: () => config.capture.interface || defaultInterface(),
    situation,
    backup: backupMaker({ home, version: options.version, address: stack.mysql, clock }),
    reconcile: () => reconciler.reconcile(false),
    ending: ending.signal,
    peerUid: (socket: Parameters<typeof peerOf>[0]) => peerOf(socket)?.uid,
  }
  if (roles.includes('web')) {
    const key = await readOrCreateKey(sessionKeyFile(home))
    const server = await startConsoleServer(web, key)
    undo.push(() => server.app.close())
    console = server.address
  }
  const local = await startLocalServer(web, apiSocket(home))
  undo.push(() => local.close())
  undo.push(() => ending.abort()) // first of all: requests that wait are answered, followers end
  undo.push(reportToServiceManager(options, tail))
  log.info({ home, sensor: config.sensor, console, smtp }, 'vigie is up')
  return { situation: situation(), firstPassword }
}

/** Starts or finds MariaDB and Redis and brings the schema up to date. Throws DATABASE_AWAY or REDIS_AWAY, or what the stack throws. */
const openServers = async ({ options, config, clock, log, undo }: Start) => {
  const stack = await startStack({
    home: options.home,
    mysqlUrl: config.mysql.url,
    redisUrl: config.redis.url,
    log,
  })
  undo.push(() => stack.stop())
  const { db, close } = openDatabase(stack.mysql)
  undo.push(close)
  await untilAnswers(() => migrate(db)).catch((thrown) => {
    throw isDatabaseAway(thrown) ? databaseAway(stack.mysql, thrown) : thrown
  })
  await ensurePartitions(db, clock.now()) // before the first interval
  const queues = new Queues(stack.redis, log)
  undo.push(() => queues.close())
  await queues.ready(SERVERS_READY_MS)
  return { stack, db, queues }
}

/** The log with everything in this process that follows it. */
const openLog = ({ log, undo }: Start, stack: Stack, db: Database) => {
  const reader = new LogReader(db, eventCatalogue)
  const appender = new Appender(stack.mysql, eventCatalogue)
  undo.push(() => appender.close())
  const tail = new LogTail(reader, log)
  appender.onCommit((position) => tail.advanceTo(position))
  tail.start()
  undo.push(() => tail.stop())
  const projections = new ProjectionRunner(db, reader, tail, log, projectionsOfSlices)
  projections.start()
  undo.push(() => projections.stop())
  return { reader, appender, tail, projections }
}

/** Says to whoever started Vigie that it is up, and from then on that it lives; what is returned says that it stops. */
const reportToServiceManager = ({ environment }: DaemonOptions, tail: LogTail): (() => void) => {
  const manager = openServiceManager(environment)
  if (manager === undefined) return () => {}
  const endFeeding = feedWatchdog(manager, () => {
    // A server that is away is no reason: a new start would find it away as well, and lose what runs.
    const stuck = tail.turns.stuck()
    return stuck.length === 0 ? undefined : `hanging: ${stuck.join(', ')}`
  })
  manager.ready('up')
  return () => {
    endFeeding()
    manager.stopping()
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

/** Repeats `work` while the database is away, for as long as a start may wait. */
const untilAnswers = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const deadline = systemClock.now() + SERVERS_READY_MS
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isDatabaseAway(thrown) || systemClock.now() > deadline) throw thrown
      await pause(RETRY_MS)
    }
  }
}

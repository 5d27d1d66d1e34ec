/**
 * `vigie up`: puts everything together and takes it apart again. Order matters: what is started first is stopped last, the servers last of
 * all. With main.ts and the files beside it the composition root, which alone knows every part.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { backupMaker } from './backup.ts'
import { systemClock } from './base/clock.ts'
import { loadConfig } from './base/config.ts'
import {
  administratorAddress,
  type Config,
  diskBounds,
  keptDays,
  packetBounds,
  ringBytes,
} from './base/config-schema.ts'
import { Failure } from './base/failure.ts'
import { machineTimeZone } from './base/format.ts'
import { apiSocket, pidFile, restoreMark, sessionKeyFile } from './base/home.ts'
import { createLog } from './base/log.ts'
import { readOrCreateKey } from './base/secret-key.ts'
import type { LogTail } from './events/index.ts'
import { Reconciler } from './jobs/index.ts'
import { keepLogsBounded } from './log-keeper.ts'
import { defaultInterface } from './net/interfaces.ts'
import { peerOf } from './net/peer-credentials.ts'
import { feedWatchdog, openServiceManager } from './net/service-manager.ts'
import { type OpenLog, openLog } from './open-log.ts'
import { openWork } from './open-work.ts'
import { startDispatching, startMail, startSensor, startWorkers } from './roles.ts'
import { openServers } from './servers.ts'
import { appointAdministrator } from './services/accounts/index.ts'
import { EngineReserve } from './services/capture/index.ts'
import { DiskGuard } from './services/disk/index.ts'
import type { OutboundSettings } from './services/mail/index.ts'
import { createServices, type ServiceSettings } from './services.ts'
import { slices } from './slices.ts'
import { takeStackLock } from './stack/index.ts'
import type { DaemonOptions, Start } from './start.ts'
import {
  type Situation,
  startConsoleServer,
  startLocalServer,
  type WebDependencies,
} from './web/index.ts'

export type Daemon = {
  readonly situation: Situation
  /** The administrator's first password, where one was appointed at this start. */
  readonly firstPassword: string | undefined
  readonly stop: () => Promise<void>
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
        log.warn({ err: thrown }, 'a part did not stop in order') // the others must stop all the same
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
  const servers = await openServers(start)
  const { stack, db, queues } = servers
  const events = openLog(stack.mysql, db, log, slices)
  undo.push(() => events.close())
  const firstPassword = await appointAdministrator(db, events.appender, clock.now())

  const disk = await guardDisk(start, events)
  const outbound = outboundSettings(config)
  const services = createServices(events, clock, log, {
    ...serviceSettings(start, outbound),
    hasRoom: () => disk.state.level !== 'no intervals',
    engines: reserveEngines(start),
  })
  disk.subscribe((level) => services.packets.pause(level !== 'enough'))

  let smtp: string | null = null
  if (roles.includes('mail')) {
    const { host, port } = await startMail(start, events)
    smtp = `${host}:${port}`
    outbound.localPort = port
  }
  if (roles.includes('capture')) await startSensor(start, events, services)
  await startWorkers(start, servers, services)
  const reconciler = new Reconciler(queues, openWork(db, clock, services.upkeep), clock, log)
  if (roles.includes('report')) startDispatching(start, events, servers, reconciler)

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
  const web: WebDependencies = {
    ...events,
    ...services,
    config,
    clock,
    log,
    queues,
    outbound,
    defaultInterface: () => config.capture.interface || defaultInterface(),
    situation,
    backup: backupMaker({ home, version: options.version, address: stack.mysql, clock }),
    reconcile: () => reconciler.reconcile(false),
    ending: ending.signal,
    peerUid: (socket) => peerOf(socket)?.uid,
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
  undo.push(reportToServiceManager(options, events.tail))
  log.info({ home, sensor: config.sensor, console, smtp }, 'vigie is up')
  return { situation: situation(), firstPassword }
}

/** Watches the disk, and keeps the logs of this home within their bounds. What it found is known before the first packet is saved. */
const guardDisk = async (
  { options: { home }, config, clock, log, undo, ending: { signal } }: Start,
  { appender, reader }: OpenLog,
): Promise<DiskGuard> => {
  const guard = new DiskGuard({
    appender,
    reader,
    clock,
    log,
    sensor: config.sensor,
    folders: [home, path.join(home, 'servers')], // the second leads to the databases' data where it is not in the home
    bounds: diskBounds(config),
  })
  await guard.look()
  const guarding = Promise.all([guard.run(signal), keepLogsBounded(home, log, signal)])
  undo.push(() => guarding)
  return guard
}

const reserveEngines = ({ options: { roles }, config, undo }: Start): EngineReserve => {
  const isReady = roles.includes('capture') && config.capture.driver === 'ring'
  const engines = new EngineReserve(ringBytes(config), isReady)
  undo.push(() => engines.close())
  return engines
}

const serviceSettings = (
  { options: { home }, config }: Start,
  outbound: OutboundSettings,
): ServiceSettings => {
  const { snaplenBytes, promiscuous } = config.capture
  return {
    sensor: config.sensor,
    capture: { snaplenBytes, promiscuous, ringBytes: ringBytes(config) },
    packets: { folder: path.join(home, 'packets'), bounds: packetBounds(config) },
    report: {
      name: config.name || hostname(),
      language: config.language,
      timeZone: config.timeZone || machineTimeZone(),
      outbound,
    },
    keep: keptDays(config),
  }
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

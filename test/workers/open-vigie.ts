import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { type Clock, pause, systemClock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import {
  Appender,
  CommandRunner,
  EventCatalogue,
  type EventTypes,
  LogReader,
  LogTail,
  ProjectionRunner,
  Snapshots,
} from '../../src/events/index.ts'
import { accountEvents } from '../../src/services/accounts/events.ts'
import { captureSliceEvents } from '../../src/services/capture/events.ts'
import {
  CaptureService,
  captureProjection,
  FileImports,
  type PacketBounds,
  PacketStore,
  packetFileProjection,
  WatchService,
  watchProjection,
} from '../../src/services/capture/index.ts'
import { diskEvents } from '../../src/services/disk/events.ts'
import { mailEvents } from '../../src/services/mail/events.ts'
import type { OutboundSettings } from '../../src/services/mail/index.ts'
import { reportEvents } from '../../src/services/report/events.ts'
import { ReportService, reportProjection } from '../../src/services/report/index.ts'
import { scheduleEvents } from '../../src/services/schedule/events.ts'
import { ScheduleService, scheduleProjection } from '../../src/services/schedule/index.ts'
import { ensurePartitions } from '../../src/services/traffic/index.ts'
import { upkeepEvents } from '../../src/services/upkeep/events.ts'
import { type KeptDays, UpkeepService } from '../../src/services/upkeep/index.ts'
import type { MysqlConnection } from '../../src/stack/index.ts'
import { createTestDatabase } from '../support/test-database.ts'

export const log = createLog('silent')

/** A migrated database of its own and the log over it; `close` removes all of it. */
export const openLog = async (types: EventTypes, server?: MysqlConnection) => {
  const database = await createTestDatabase(server)
  const open = openDatabase(database.options)
  await migrate(open.db)
  const catalogue = new EventCatalogue(types)
  const reader = new LogReader(open.db, catalogue)
  const appender = new Appender(database.options, catalogue)
  const tail = new LogTail(reader, log)
  appender.onCommit((position) => tail.advanceTo(position))
  tail.start()
  const close = async () => {
    await tail.stop()
    await appender.close()
    await open.close()
    await database.drop()
  }
  const commands = new CommandRunner(reader, appender, new Snapshots(open.db))
  return {
    address: database.options,
    db: open.db,
    catalogue,
    reader,
    appender,
    tail,
    commands,
    close,
  }
}

export type OpenLog = Awaited<ReturnType<typeof openLog>>

const RING_BYTES = 4 * 1024 * 1024

/** The log with every slice over it, as the daemon puts them together; nothing is queued and nothing listens. */
export const openVigie = async (
  options: {
    readonly server?: MysqlConnection
    readonly clock?: Clock
    readonly outbound?: Partial<OutboundSettings>
    readonly packetBounds?: PacketBounds
    readonly keep?: Partial<KeptDays>
  } = {},
) => {
  const clock = options.clock ?? systemClock
  const types = {
    ...accountEvents,
    ...captureSliceEvents,
    ...diskEvents,
    ...mailEvents,
    ...reportEvents,
    ...scheduleEvents,
    ...upkeepEvents,
  }
  const opened = await openLog(types, options.server)
  const { db, reader, tail, commands } = opened
  await ensurePartitions(db, clock.now())
  const views = [
    captureProjection,
    watchProjection,
    packetFileProjection,
    reportProjection,
    scheduleProjection,
  ]
  const projections = new ProjectionRunner(db, reader, tail, log, views)
  projections.start()
  const outbound = {
    domain: 'vigie.internal',
    localHost: '127.0.0.1',
    localPort: 1, // nobody listens there
    relayUrl: undefined as string | undefined,
    sender: 'vigie@vigie.internal',
    ...options.outbound,
  }
  const settings = { snaplenBytes: 256, promiscuous: false, ringBytes: RING_BYTES }
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-packets-'))
  const packets = new PacketStore({
    db,
    appender: opened.appender,
    clock,
    log,
    sensor: 'local',
    folder,
    bounds: options.packetBounds ?? { bytes: 64 * 1024 * 1024, ageMs: 86_400_000 },
  })
  const counting = { db, commands, clock, log, settings, packets }
  const captures = new CaptureService(counting)
  const watches = new WatchService(db, commands)
  const imports = new FileImports({ db, commands, clock, sensor: 'local' })
  const schedules = new ScheduleService({ db, commands, clock })
  const reports = new ReportService({
    caughtUp: (position) => projections.requireCaughtUp(position, 10_000),
    db,
    reader,
    commands,
    clock,
    log,
    settings: { name: 'test', language: 'en', timeZone: 'UTC', outbound },
  })
  const upkeep = new UpkeepService({
    db,
    appender: opened.appender,
    clock,
    log,
    keep: { totals: 400, details: 100, reports: 800, messages: 400, ...options.keep },
  })
  /** Waits until the read tables hold everything that is in the log. */
  const settled = async () => {
    const head = await reader.headPosition()
    tail.advanceTo(head)
    expect(await projections.caughtUp(head, 10_000)).toBe(true)
  }
  const close = async () => {
    await projections.stop()
    await opened.close()
    await rm(folder, { recursive: true, force: true })
  }
  const parts = {
    clock,
    log,
    projections,
    outbound,
    counting,
    packets,
    captures,
    watches,
    imports,
    schedules,
    reports,
    upkeep,
    settled,
  }
  return { ...opened, ...parts, close }
}

export type OpenVigie = Awaited<ReturnType<typeof openVigie>>

/** Waits until `holds`, at most `timeoutMs`; fails where it never does. */
export const eventually = async (
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${holds}`)
    await pause(10)
  }
}

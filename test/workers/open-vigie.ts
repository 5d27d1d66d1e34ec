import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { type Clock, pause, systemClock } from '../../src/base/clock.ts'
import { createLog } from '../../src/base/log.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import { EventCatalogue, type EventTypes } from '../../src/events/index.ts'
import { openLog } from '../../src/open-log.ts'
import type { PacketBounds } from '../../src/services/capture/index.ts'
import type { OutboundSettings } from '../../src/services/mail/index.ts'
import { ensurePartitions } from '../../src/services/traffic/index.ts'
import type { KeptDays } from '../../src/services/upkeep/index.ts'
import { createServices } from '../../src/services.ts'
import { slices } from '../../src/slices.ts'
import type { MysqlConnection } from '../../src/stack/index.ts'
import { createTestDatabase } from '../support/test-database.ts'

export const log = createLog('silent')

const openTestDatabase = async (server: MysqlConnection | undefined) => {
  const database = await createTestDatabase(server)
  const { db, close } = openDatabase(database.options)
  await migrate(db)
  return {
    address: database.options,
    db,
    drop: async () => {
      await close()
      await database.drop()
    },
  }
}

/** A migrated database of its own and the log over it, of these types alone; `close` removes all of it. */
export const openTestLog = async (types: EventTypes, server?: MysqlConnection) => {
  const { address, db, drop } = await openTestDatabase(server)
  const catalogue = new EventCatalogue(types)
  const opened = openLog(address, db, log, { catalogue, projections: [] })
  const close = async () => {
    await opened.close()
    await drop()
  }
  return { ...opened, address, catalogue, close }
}

export type OpenTestLog = Awaited<ReturnType<typeof openTestLog>>

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
  const { address, db, drop } = await openTestDatabase(options.server)
  await ensurePartitions(db, clock.now())
  const opened = openLog(address, db, log, slices)
  const { reader, tail, projections } = opened
  const outbound = {
    domain: 'vigie.internal',
    localHost: '127.0.0.1',
    localPort: 1, // nobody listens there
    relayUrl: undefined as string | undefined,
    sender: 'vigie@vigie.internal',
    ...options.outbound,
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-packets-'))
  const services = createServices(opened, clock, log, {
    sensor: 'local',
    capture: { snaplenBytes: 256, promiscuous: false, ringBytes: RING_BYTES },
    packets: {
      folder,
      bounds: options.packetBounds ?? { bytes: 64 * 1024 * 1024, ageMs: 86_400_000 },
    },
    report: { name: 'test', language: 'en', timeZone: 'UTC', outbound },
    keep: { totals: 400, details: 100, reports: 800, messages: 400, ...options.keep },
  })
  /** Waits until the read tables hold everything that is in the log. */
  const settled = async () => {
    const head = await reader.headPosition()
    tail.advanceTo(head)
    expect(await projections.caughtUp(head, 10_000)).toBe(true)
  }
  const close = async () => {
    await opened.close()
    await drop()
    await rm(folder, { recursive: true, force: true })
  }
  return { ...opened, ...services, address, clock, log, outbound, settled, close }
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

import type { Clock } from '../../../base/clock.ts'
import { Failure, type FailureData, failureOf, reasonOf } from '../../../base/failure.ts'
import type { Log } from '../../../base/log.ts'
import type { Database } from '../../../db/database.ts'
import { listInterfaces } from '../../../net/interfaces.ts'
import type { Driver } from '../../../net/packet-source.ts'
import type { Interval, SegmentKey } from '../../traffic/index.ts'
import { createEngineHost } from '../engine/engine-host.ts'
import type { EngineOrder } from '../engine/engine-messages.ts'
import type { EngineReserve } from '../engine/engine-reserve.ts'
import { runEngine } from '../engine/engine-run.ts'
import type { PacketStore } from '../packets/packet-store.ts'
import { IntervalWriter } from './interval-writer.ts'

export type CaptureSettings = {
  readonly snaplenBytes: number
  readonly ringBytes: number
  readonly promiscuous: boolean
}

export type RecorderDependencies = {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly settings: CaptureSettings
  readonly packets: PacketStore
  /** Whether the disk has room for interval rows; left out: always. */
  readonly hasRoom?: () => boolean
  /** Default: an engine is loaded when it is needed. */
  readonly engines?: Pick<EngineReserve, 'take'>
}

/** What is to be counted, and where. */
export type SegmentOrder = SegmentKey & {
  readonly sensor: string
  readonly interface: string
  readonly driver: Driver
  readonly filter: string
  readonly save: boolean
  readonly intervalMs: number
}

export type SegmentHandlers = {
  /**
   * The engine counts since `startedAt` (ms): record that the segment is open. Until `endAt` (ms) it counts on; not `isOpen`: somebody
   * else decided otherwise, nothing is written.
   */
  readonly open: (
    startedAt: number,
  ) => Promise<{ readonly isOpen: boolean; readonly endAt: number }>
  /** An interval was handed to the writer. */
  readonly counted?: (interval: Interval, writer: IntervalWriter) => void
}

export type SegmentRecord = {
  /** Whether it was opened at all. */
  readonly wasOpened: boolean
  /** When it ended, in ms; null where the engine broke: then its rows say. */
  readonly endedAt: number | null
  readonly failure: FailureData | null
  readonly lostIntervals: number
}

/**
 * Runs one segment from its opening to its last committed row: engine, rows, saved packets. Nothing is written before the log says that
 * the segment is open, so an attempt that fails there leaves no rows behind. Rejects where `open` does.
 */
export const recordSegment = async (
  deps: RecorderDependencies,
  order: SegmentOrder,
  handlers: SegmentHandlers,
  signal: AbortSignal,
): Promise<SegmentRecord> => {
  const { db, clock, log, packets, engines } = deps
  const { captureId, segment } = order
  const writer = new IntervalWriter(db, { captureId, segment }, log, deps.hasRoom)
  const host =
    engines?.take(order.driver) ?? createEngineHost(order.driver, deps.settings.ringBytes)
  const early: Interval[] = []
  let isOpen: boolean | undefined
  const interval = (one: Interval): void => {
    if (isOpen === undefined) early.push(one)
    else if (isOpen) {
      writer.add(one)
      handlers.counted?.(one, writer)
    }
  }
  const started = async (startedAt: number): Promise<number> => {
    const opening = await handlers.open(startedAt)
    isOpen = opening.isOpen
    for (const one of early.splice(0)) interval(one)
    return isOpen ? opening.endAt : clock.now()
  }
  const saving = order.save ? packets.open(order, host) : undefined
  const engineOrder = engineOrderOf(deps.settings, order, saving?.order ?? null)
  const end = await runEngine(
    host,
    engineOrder,
    {
      started,
      interval,
      saved: (file) => saving?.saved(file),
      savingFailed: (reason, number) => {
        log.warn({ captureId, segment, err: reason }, 'packets are not saved')
        if (number !== null) saving?.broken(number)
      },
    },
    signal,
  )
    .catch((thrown: unknown) => {
      if (isOpen === undefined) throw thrown
      log.error({ captureId, segment, err: thrown }, 'an engine broke')
      return { endedAt: null, failure: failureOf(thrown)?.toData() ?? null }
    })
    .finally(() => saving?.close())
  await writer.drain()
  return { ...end, wasOpened: isOpen === true, lostIntervals: writer.lost }
}

const engineOrderOf = (
  { snaplenBytes, ringBytes, promiscuous }: CaptureSettings,
  order: SegmentOrder,
  save: EngineOrder['save'],
): EngineOrder => {
  // Its own first: what lies beyond the bound of own addresses belongs to others of them.
  const interfaces = [...listInterfaces()].sort(
    (a, b) => Number(b.name === order.interface) - Number(a.name === order.interface),
  )
  return {
    driver: order.driver,
    intervalMs: order.intervalMs,
    localNetworks: interfaces.find(({ name }) => name === order.interface)?.addresses ?? [],
    own: {
      addresses: distinct(interfaces.flatMap(({ addresses }) => addresses.map(withoutLength))),
      macs: distinct(interfaces.flatMap(({ mac }) => (mac === '' ? [] : [mac]))),
    },
    source: {
      interface: order.interface,
      filter: order.filter,
      snaplenBytes,
      ringBytes,
      promiscuous,
    },
    save,
  }
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** The address of CIDR notation. */
const withoutLength = (cidr: string): string => cidr.split('/')[0] ?? ''

/** What became of an engine that gave no reason of its own. */
export const engineFailure = (thrown: unknown, interfaceName: string): Failure =>
  failureOf(thrown) ??
  new Failure('CAPTURE_FAILED', { interface: interfaceName, reason: reasonOf(thrown) })

/** The driver knows the interfaces of its machine, but not what this machine is called as a sensor. */
export const atSensor = (failure: FailureData, sensor: string): FailureData =>
  failure.values['sensor'] === '' ? { ...failure, values: { ...failure.values, sensor } } : failure

/**
 * Where frames are counted: the entry of a worker thread (driver ring) or of a child process (driver cap, which cannot be loaded by two
 * threads). No database and no clock but the frames': it posts closed intervals and ends.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../../base/clock.ts'
import { Failure, type FailureData, reasonOf } from '../../../base/failure.ts'
import { openSource, prepareRing } from '../../../net/open-source.ts'
import type { FrameSink, PacketSource } from '../../../net/packet-source.ts'
import { type MappedRing, unmapRing } from '../../../net/ring/mapped-ring.ts'
import { createEngine } from '../../traffic/engine.ts'
import { PacketWriter } from '../packets/packet-writer.ts'
import type { EngineOrder, EngineThreadData, FromEngine, ToEngine } from './engine-messages.ts'
import { EngineState } from './engine-state.ts'

const post = (message: FromEngine): void => {
  if (parentPort !== null) parentPort.postMessage(message)
  else process.send?.(message)
}

const failureFrom = (thrown: unknown, order: EngineOrder): FailureData =>
  (thrown instanceof Failure
    ? thrown
    : new Failure('CAPTURE_FAILED', {
        interface: order.source.interface,
        reason: reasonOf(thrown),
      })
  ).toData()

const run = async (order: EngineOrder): Promise<void> => {
  const ring = held
  let source: PacketSource | undefined
  let endedAt: number | undefined
  let failure: FailureData | null = null
  try {
    source = openSource(order.driver, order.source, ring)
    const opened = source
    const startedAt = systemClock.now()
    const engine = createEngine({
      startedAt,
      intervalMs: order.intervalMs,
      localNetworks: order.localNetworks,
      own: order.own,
      takeDrops: () => opened.takeDrops(),
      onInterval: (interval) => post({ type: 'interval', interval }),
    })
    const writer = writerFor(order)
    post({ type: 'started', startedAt })
    try {
      endedAt = await opened.run(writer === undefined ? engine : bothOf(engine, writer), stopped)
    } catch (thrown) {
      failure = failureFrom(thrown, order)
    }
    engine.close(endedAt)
    await writer?.close()
  } catch (thrown) {
    failure = failureFrom(thrown, order)
  } finally {
    state?.release()
    if (source !== undefined) source.close()
    else if (ring !== undefined) unmapRing(ring)
  }
  post({ type: 'ended', endedAt: endedAt ?? systemClock.now(), failure })
}

const writerFor = ({ save, source }: EngineOrder): PacketWriter | undefined =>
  save === null
    ? undefined
    : new PacketWriter({
        order: save,
        interface: source.interface,
        filter: source.filter,
        snaplenBytes: source.snaplenBytes,
        saved: (file) => post({ type: 'saved', file }),
        failed: (reason, number) => post({ type: 'savingFailed', reason, number }),
        paused: () => savingPaused,
      })

/** Each frame is counted first and saved then. */
const bothOf = (engine: FrameSink, writer: PacketWriter): FrameSink => ({
  frame: (bytes, offset, captured, wire, seconds, nanoseconds, vlan, link) => {
    engine.frame(bytes, offset, captured, wire, seconds, nanoseconds, vlan, link)
    writer.frame(bytes, offset, captured, wire, seconds, nanoseconds, vlan)
  },
  tick: () => {
    engine.tick()
    writer.tick()
  },
})

/** A child process has none: it is told everything by messages, and what it held goes with it. */
const thread = workerData as EngineThreadData | null
const state = thread === null ? undefined : new EngineState(thread.state)
/** Mapped while nobody waits for it. */
let held: MappedRing | undefined
let stopAsked = false
const stopped = (): boolean => stopAsked || state?.isStopped === true
let savingPaused = false

const receive = (message: ToEngine): void => {
  if (message.type === 'stop') stopAsked = true
  else if (message.type === 'end') {
    state?.release()
    if (held !== undefined) unmapRing(held)
    end()
  } else if (message.type === 'saving') savingPaused = message.paused
  else void run(message.order).finally(end)
}

const end = (): void => {
  parentPort?.close()
  if (process.connected) process.disconnect()
}

if (parentPort !== null && thread !== null) {
  held = prepareRing(thread.ringBytes)
  if (held !== undefined) state?.hold(held)
  parentPort.on('message', receive)
} else {
  process.on('message', receive)
  process.on('disconnect', () => process.exit()) // whoever wanted this capture is gone, or has heard all of it
}

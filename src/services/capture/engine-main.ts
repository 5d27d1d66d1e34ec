/**
 * Where frames are counted: the entry of a worker thread (driver ring) or of a child process (driver cap, which cannot be loaded by two
 * threads). No database and no clock but the frames': it posts closed intervals and ends.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import { Failure, type FailureData, reasonOf } from '../../base/failure.ts'
import { openSource, prepareRing } from '../../net/open-source.ts'
import type { FrameSink, PacketSource } from '../../net/packet-source.ts'
import { createEngine } from '../traffic/engine.ts'
import type { EngineOrder, FromEngine, ToEngine } from './engine-messages.ts'
import { PacketWriter } from './packet-writer.ts'

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
  let source: PacketSource | undefined
  let failure: FailureData | null = null
  try {
    source = openSource(order.driver, order.source)
    const opened = source
    const startedAt = systemClock.now()
    const engine = createEngine({
      startedAt,
      intervalMs: order.intervalMs,
      localNetworks: order.localNetworks,
      takeDrops: () => opened.takeDrops(),
      onInterval: (interval) => post({ type: 'interval', interval }),
    })
    const writer = writerFor(order)
    post({ type: 'started', startedAt })
    try {
      await opened.run(writer === undefined ? engine : bothOf(engine, writer), stopped)
    } catch (thrown) {
      failure = failureFrom(thrown, order)
    }
    engine.close()
    await writer?.close()
  } catch (thrown) {
    failure = failureFrom(thrown, order)
  } finally {
    source?.close()
  }
  post({ type: 'ended', endedAt: systemClock.now(), failure })
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
        failed: (reason) => post({ type: 'savingFailed', reason }),
        paused: () => savingPaused,
      })

/** Each frame is counted first and saved then. */
const bothOf = (engine: FrameSink, writer: PacketWriter): FrameSink => ({
  frame: (bytes, offset, captured, wire, seconds, nanoseconds, vlan) => {
    engine.frame(bytes, offset, captured, wire, seconds, nanoseconds, vlan)
    writer.frame(bytes, offset, captured, wire, seconds, nanoseconds, vlan)
  },
  tick: () => {
    engine.tick()
    writer.tick()
  },
})

/** A thread inside a system call sees no message, so a thread is stopped through shared memory. */
const stopFlag: Int32Array | undefined =
  workerData instanceof SharedArrayBuffer ? new Int32Array(workerData) : undefined
let stopAsked = false
const stopped = (): boolean =>
  stopAsked || (stopFlag !== undefined && Atomics.load(stopFlag, 0) !== 0)
let savingPaused = false

const receive = (message: ToEngine): void => {
  if (message.type === 'stop') stopAsked = true
  else if (message.type === 'saving') savingPaused = message.paused
  else void run(message.order).finally(end)
}

const end = (): void => {
  parentPort?.close()
  if (process.connected) process.disconnect()
}

if (parentPort !== null) {
  prepareRing()
  parentPort.on('message', receive)
} else {
  process.on('message', receive)
  process.on('disconnect', () => process.exit()) // whoever wanted this capture is gone, or has heard all of it
}

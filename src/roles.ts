/** What each role of a daemon runs, beside the API that every one has. */

import { Checkpoints } from './events/index.ts'
import { captureQueue, type Reconciler, runDispatcher } from './jobs/index.ts'
import type { OpenLog } from './open-log.ts'
import { queueWork } from './queue-work.ts'
import type { Servers } from './servers.ts'
import { followStops, keepSensor, keepWatches } from './services/capture/index.ts'
import { startMailServer } from './services/mail/index.ts'
import type { Services } from './services.ts'
import type { Start } from './start.ts'
import { WorkerHost } from './workers/index.ts'

/** Mail: the listener. Returns where it listens. Throws PORT_TAKEN. */
export const startMail = async (
  { config, clock, log, undo }: Start,
  { appender }: OpenLog,
): Promise<{ readonly host: string; readonly port: number }> => {
  const { smtpHost: host, smtpPort, domain } = config.mail
  const server = await startMailServer({ host, port: smtpPort, domain }, appender, clock, log)
  undo.push(() => server.close())
  return { host, port: server.port }
}

/** Capture: says that this sensor is up, and keeps its watches and its saved packets. */
export const startSensor = async (
  { config, clock, log, undo, ending: { signal } }: Start,
  { db, reader, tail }: OpenLog,
  { counting, packets, running }: Services,
): Promise<void> => {
  const sensor = keepSensor(db, config.sensor, clock, log, signal)
  const stops = followStops(reader, tail, running, log, signal)
  await sensor.recorded
  const watching = keepWatches(counting, config.sensor, signal)
  const storing = packets.run(signal)
  undo.push(() => Promise.all([sensor.stopped, stops, watching, storing]))
}

/** Every role: the workers of its queues. */
export const startWorkers = async (
  { options: { roles }, config, clock, log, undo }: Start,
  { stack, queues }: Servers,
  services: Services,
): Promise<void> => {
  const work = queueWork(config, services, clock)
  for (const { queue } of work) queues.queue(queue) // also those of other roles: the job board shows them all
  if (roles.includes('capture')) await queues.resume(captureQueue(config.sensor))
  const ours = work.filter(({ role }) => roles.includes(role))
  const workers = new WorkerHost(stack.redis, ours, log)
  undo.push(() => workers.close())
}

/** Report: queues what follows from the log, and what is open although no queue knows it. */
export const startDispatching = (
  { clock, log, undo, ending: { signal } }: Start,
  { db, reader, tail }: OpenLog,
  { queues }: Servers,
  reconciler: Reconciler,
): void => {
  const deps = { reader, tail, checkpoints: new Checkpoints(db), queues, clock, log }
  const following = Promise.all([runDispatcher(deps, signal), reconciler.run(signal)])
  undo.push(() => following)
}

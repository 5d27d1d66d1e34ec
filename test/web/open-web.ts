import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { backupMaker } from '../../src/backup.ts'
import { configSchema } from '../../src/base/config-schema.ts'
import { Queues, REPORT_QUEUE, Reconciler } from '../../src/jobs/index.ts'
import { peerOf } from '../../src/net/peer-credentials.ts'
import { openWork } from '../../src/open-work.ts'
import { appointAdministrator } from '../../src/services/accounts/index.ts'
import { recordSensor } from '../../src/services/capture/sensor-registry.ts'
import type { WebDependencies } from '../../src/web/index.ts'
import { createTestRedis } from '../support/test-database.ts'
import { openVigie } from '../workers/open-vigie.ts'

/** What the two doors of a daemon stand on, without the daemon: database, queues, services, the first password. */
export const openWeb = async () => {
  const vigie = await openVigie()
  const redis = await createTestRedis()
  const home = await mkdtemp(path.join(tmpdir(), 'vigie-web-'))
  const queues = new Queues(redis.options, vigie.log)
  await queues.ready(5_000)
  queues.queue(REPORT_QUEUE)
  queues.queue('capture@local')
  const { db, clock, log } = vigie
  const reconciler = new Reconciler(queues, openWork(db, clock, vigie.upkeep), clock, log)
  const password = (await appointAdministrator(db, vigie.appender, clock.now())) ?? ''
  const interfaces = [{ name: 'lo', up: true, addresses: ['127.0.0.1/8'] }]
  await recordSensor(db, { name: 'local', interfaces, seenAt: clock.now() })
  const deps: WebDependencies = {
    ...vigie,
    config: configSchema.parse({ web: { port: 0 }, timeZone: 'UTC' }),
    queues,
    defaultInterface: () => 'lo',
    situation: () => ({
      version: '0.0.0',
      pid: process.pid,
      home,
      startedAt: clock.now(),
      sensor: 'local',
      roles: ['web'],
      console: null,
      smtp: null,
      disk: { level: 'enough', folder: home, freeBytes: 1 },
      servers: [],
    }),
    backup: backupMaker({ home, version: '0.0.0', address: vigie.address, clock }),
    reconcile: () => reconciler.reconcile(false),
    ending: new AbortController().signal,
    peerUid: (socket) => peerOf(socket)?.uid,
  }
  const close = async () => {
    await queues.close()
    await redis.drop()
    await vigie.close()
    await rm(home, { recursive: true, force: true })
  }
  return { ...vigie, deps, home, password, queues, close }
}

export type OpenWeb = Awaited<ReturnType<typeof openWeb>>

export type Reply = {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/** One HTTP exchange, over a Unix socket or to a port; follows no redirection. */
export const ask = (
  to: { readonly socketPath: string } | { readonly port: number },
  method: string,
  url: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ ...to, method, path: url, headers: options.headers ?? {} })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      let text = ''
      incoming.on('data', (chunk) => {
        text += chunk
      })
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
      )
    })
    outgoing.end(options.body)
  })

import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../src/base/failure.ts'
import { daemonStream } from '../../src/cli/daemon-exchange.ts'
import { createFetch } from '../../src/web/api/client.ts'
import { download } from '../../src/web/api/download.ts'
import { nothing } from '../../src/web/api/endpoint.ts'
import { answerFailures, sendFailureObject } from '../../src/web/failure-answer.ts'
import { serveDownloadOn } from '../../src/web/serve-download.ts'
import { until } from '../support/until.ts'

const bytes = download({
  path: '/bytes',
  summary: 'Bytes',
  params: nothing,
  query: nothing,
  type: 'application/octet-stream',
})
const CHUNK = new Uint8Array(65_536)

let folder: string
let socket: string
let app: FastifyInstance
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-download-'))
  socket = path.join(folder, 'socket')
  app = Fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerFailures(app, pino({ level: 'silent' }), () => 'nowhere', sendFailureObject)
})
afterEach(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

const listen = async (chunks: () => AsyncGenerator<Uint8Array>): Promise<void> => {
  serveDownloadOn(app)(bytes, async () => chunks())
  await app.listen({ path: socket })
}
const fetchBytes = () => createFetch(daemonStream(socket, folder))(bytes, {})

describe('a download', () => {
  it('that fails before its first byte arrives as the failure that it was', async () => {
    // biome-ignore lint/correctness/useYield: it fails before
    await listen(async function* () {
      throw new Failure('BACKUP_RUNNING', {})
    })
    await expect(fetchBytes()).rejects.toMatchObject({ code: 'BACKUP_RUNNING' })
  })

  it('that fails midway is a failure, never a shorter answer', async () => {
    await listen(async function* () {
      yield CHUNK
      throw new Error('gone')
    })
    const all = async () => {
      for await (const _ of await fetchBytes());
    }
    await expect(all()).rejects.toMatchObject({ code: 'ANSWER_BROKEN' })
  })

  it('is not read ahead of who reads it, and ends where the reader leaves', async () => {
    let [yielded, ended] = [0, false]
    await listen(async function* () {
      try {
        for (; yielded < 100_000; yielded++) yield CHUNK
      } finally {
        ended = true
      }
    })
    for await (const _ of await fetchBytes()) break
    await until('its end', async () => ended)
    expect(yielded).toBeLessThan(1_000)
  })

  it('ends where the reader left before the first byte was there', async () => {
    const asked = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    let ended = false
    await listen(async function* () {
      try {
        asked.resolve()
        await left.promise
        yield CHUNK
        yield CHUNK
      } finally {
        ended = true
      }
    })
    app.server.on('connection', (connection) => connection.on('close', () => left.resolve()))
    const reader = connect(socket)
    reader.write('GET /bytes HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await asked.promise
    reader.destroy()
    await until('its end', async () => ended)
  })
})

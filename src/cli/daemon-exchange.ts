import { type IncomingMessage, request } from 'node:http'
import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import type { Exchange, StreamExchange } from '../web/api/client.ts'

/** An answer that takes longer is none. Longer than the daemon itself waits for anything. */
const ANSWER_MS_MAX = 30_000
const SILENCE = `nothing came for ${ANSWER_MS_MAX / 1_000} s`
/** The largest answer that is read: a thousand captures are far below (bytes). */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/** Talks to the daemon of a home over its Unix socket. Throws NOT_RUNNING where nobody listens, NOT_ALLOWED where we may not, ANSWER_BROKEN where no whole answer comes. */
export const daemonExchange =
  (socketPath: string, home: string): Exchange =>
  ({ method, path, body }) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' }
      const outgoing = request({ socketPath, method, path, headers, timeout: ANSWER_MS_MAX })
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > ANSWER_BYTES_MAX) incoming.destroy(broken('it is too large'))
          else chunks.push(chunk)
        })
        incoming.on('error', (thrown) => reject(broken(thrown)))
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 500,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      })
      outgoing.on('timeout', () => outgoing.destroy(broken(SILENCE)))
      outgoing.on('error', (thrown) => reject(unreachable(thrown, home)))
      outgoing.end(body)
    })

/** The same for answers of any length. A daemon that breaks off its answer, or falls silent, is ANSWER_BROKEN. */
export const daemonStream =
  (socketPath: string, home: string): StreamExchange =>
  ({ path }) =>
    new Promise((resolve, reject) => {
      const outgoing = request({ socketPath, method: 'GET', path, timeout: ANSWER_MS_MAX })
      outgoing.on('response', (incoming) =>
        resolve({ status: incoming.statusCode ?? 500, body: whole(incoming) }),
      )
      outgoing.on('timeout', () => outgoing.destroy(broken(SILENCE)))
      outgoing.on('error', (thrown) => reject(unreachable(thrown, home)))
      outgoing.end()
    })

/** What comes in, up to its end: a connection that ends earlier is a failure, never a shorter answer. */
async function* whole(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* incoming as AsyncIterable<Uint8Array>
  } catch (thrown) {
    throw broken(thrown)
  }
}

const broken = (thrown: unknown): Failure =>
  failureOf(thrown) ?? new Failure('ANSWER_BROKEN', { reason: reasonOf(thrown) }, { cause: thrown })

const unreachable = (thrown: NodeJS.ErrnoException, home: string): Failure =>
  failureOf(thrown) ??
  (thrown.code === 'EACCES' || thrown.code === 'EPERM'
    ? new Failure('NOT_ALLOWED', { uid: String(process.getuid?.() ?? '?') }, { cause: thrown })
    : new Failure('NOT_RUNNING', { home }, { cause: thrown }))

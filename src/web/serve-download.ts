import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { Download } from './api/download.ts'

/** Serves one download: what `handle` yields, as fast as the reader takes it. A reader that leaves ends the generator. */
export type ServeDownload = <One extends Download>(
  one: One,
  handle: (request: {
    readonly params: z.output<One['params']>
    readonly query: z.output<One['query']>
  }) => Promise<AsyncGenerator<Uint8Array>>,
) => void

export const serveDownloadOn =
  (app: FastifyInstance): ServeDownload =>
  ({ method, path, summary, params, query, type }, handle) => {
    app.route({
      method,
      url: path,
      schema: { summary, params, querystring: query, produces: [type] },
      handler: async (request, reply) => {
        const chunks = await handle({
          params: request.params as never,
          query: request.query as never,
        })
        // What fails before the first byte is answered as any failure is; later ones can only break the answer off.
        const first = await chunks.next()
        const stream = Readable.from(startingWith(first, chunks))
        // A reader may have left before anything was read: what never began to iterate has no `finally` that could end the chunks.
        stream.once('close', () => void chunks.return(undefined).catch(() => {}))
        return reply.type(type).send(stream)
      },
    })
  }

async function* startingWith(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done) return
  yield first.value
  yield* rest
}

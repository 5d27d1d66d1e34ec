import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { FastifyInstance } from 'fastify'
import type { Queues } from '../jobs/index.ts'

const JOB_BOARD_PATH = '/jobs'

/** Bull Board over the queues that this process knows; whoever registers it guards it. */
export const jobBoard = async (app: FastifyInstance, queues: Queues): Promise<void> => {
  const adapter = new FastifyAdapter()
  adapter.setBasePath(JOB_BOARD_PATH)
  createBullBoard({
    queues: queues.names.map((name) => new BullMQAdapter(queues.queue(name))),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Vigie' } },
  })
  await app.register(adapter.registerPlugin(), { prefix: JOB_BOARD_PATH })
}

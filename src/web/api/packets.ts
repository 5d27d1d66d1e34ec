import { z } from 'zod'
import { download } from './download.ts'
import { idParams } from './endpoint.ts'

export const exportPackets = download({
  path: '/api/captures/:id/packets',
  summary: 'The saved packets of a capture or watch as one pcapng file',
  params: idParams,
  query: z.object({ filter: z.string().max(1_024).default('') }),
  type: 'application/x-pcapng',
})

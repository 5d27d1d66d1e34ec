import { exportPackets } from '../../services/capture/index.ts'
import * as api from '../api/packets.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { ServeDownload } from '../serve-download.ts'
import { visible } from './read-your-writes.ts'

export const packetDownloads = (serve: ServeDownload, deps: WebDependencies): void => {
  const { db, packets, reader } = deps
  serve(api.exportPackets, async ({ params, query }) => {
    await packets.tidy() // what was saved a moment ago is in the log as well…
    await visible(deps, await reader.headPosition()) // …and in the tables
    return exportPackets(db, packets, params.id, query.filter.trim())
  })
}

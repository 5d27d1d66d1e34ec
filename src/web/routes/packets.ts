import { exportPackets } from '../../services/capture/index.ts'
import * as api from '../api/packets.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { ServeDownload } from '../serve-download.ts'

export const packetDownloads = (serve: ServeDownload, { db, packets }: WebDependencies): void => {
  serve(api.exportPackets, ({ params, query }) =>
    exportPackets(db, packets, params.id, query.filter.trim()),
  )
}

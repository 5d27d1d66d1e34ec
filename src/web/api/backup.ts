import { download } from './download.ts'
import { nothing } from './endpoint.ts'

export const downloadBackup = download({
  path: '/api/backup',
  summary: 'Everything that Vigie knows at this moment, as one file that "vigie restore" takes',
  params: nothing,
  query: nothing,
  type: 'application/gzip',
})

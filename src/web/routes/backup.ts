import * as api from '../api/backup.ts'
import type { WebDependencies } from '../dependencies.ts'
import type { ServeDownload } from '../serve-download.ts'

export const backupDownloads = (serve: ServeDownload, { backup }: WebDependencies): void => {
  serve(api.downloadBackup, backup)
}

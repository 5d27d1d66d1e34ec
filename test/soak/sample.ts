import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Redis } from 'ioredis'
import { sql } from 'kysely'
import type { Database } from '../../src/db/database.ts'

/** What a running Vigie takes, at one moment. Sizes in bytes. */
export type Sample = {
  /** Simulated hours since the beginning. */
  readonly hours: number
  readonly memory: number
  readonly descriptors: number
  readonly threads: number
  readonly redisKeys: number
  readonly redisMemory: number
  readonly packetFiles: number
  readonly events: number
  readonly totalRows: number
  readonly detailRows: number
}

export const takeSample = async (
  hours: number,
  {
    home,
    pid,
    db,
    redis,
  }: {
    readonly home: string
    readonly pid: number
    readonly db: Database
    readonly redis: Redis
  },
): Promise<Sample> => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  const info = await redis.info('memory')
  const count = async (table: string) => {
    const { rows } = await sql<{
      n: number
    }>`SELECT COUNT(*) AS n FROM ${sql.table(table)}`.execute(db)
    return Number(rows[0]?.n)
  }
  const details = ['protocols', 'devices', 'destinations', 'conversations', 'details']
  const detailCounts = await Promise.all(details.map((name) => count(`traffic_${name}`)))
  return {
    hours,
    memory: field('VmRSS') * 1_024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: field('Threads'),
    redisKeys: await redis.dbsize(),
    redisMemory: Number(/^used_memory:(\d+)/m.exec(info)?.[1]),
    packetFiles: sizeOf(path.join(home, 'packets')),
    events: await count('events'),
    totalRows: await count('traffic_intervals'),
    detailRows: detailCounts.reduce((sum, n) => sum + n, 0),
  }
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false }))
    .reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0)

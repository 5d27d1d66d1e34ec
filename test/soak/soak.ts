import { Redis } from 'ioredis'
import { openDatabase } from '../../src/db/database.ts'
import { serverOf } from '../support/daemon-view.ts'
import { openDatagrams } from '../support/datagrams.ts'
import { sleep } from '../support/until.ts'
import { startVigie } from '../support/vigie.ts'
import { FACTOR_VARIABLE, SINCE_VARIABLE } from './fast-time.ts'
import { judge, PACKETS_MEBIBYTES, type Verdict } from './growth.ts'
import { type Sample, takeSample } from './sample.ts'

const PRELOAD = new URL('./fast-time.ts', import.meta.url).href
const HOUR_MS = 3_600_000
/** Datagrams at a time, in the machine's time: light traffic. */
const BURST = 150
const BURST_EVERY_MS = 250

export type SoakOptions = {
  /** Simulated. */
  readonly hours: number
  /** Of the machine. */
  readonly minutes: number
  readonly samples: number
  readonly sampled?: (sample: Sample) => void
}

export type SoakOutcome = {
  readonly samples: readonly Sample[]
  readonly verdicts: readonly Verdict[]
  /** Types of events and how often each occurred. */
  readonly happened: ReadonlyMap<string, number>
  /** Projections that halted. */
  readonly halted: number
}

/** Lets a Vigie live through so many hours in so many minutes: a watch that saves its packets, captures each hour, reports every three hours. */
export const runSoak = async ({
  hours,
  minutes,
  samples: wanted,
  sampled,
}: SoakOptions): Promise<SoakOutcome> => {
  const realMs = minutes * 60_000
  const factor = (hours * HOUR_MS) / realMs
  const since = Date.now()
  const vigie = await startVigie({
    preload: PRELOAD,
    environment: {
      [FACTOR_VARIABLE]: String(factor),
      [SINCE_VARIABLE]: String(since),
      VIGIE_PACKETS_MEBIBYTES: String(PACKETS_MEBIBYTES),
      VIGIE_PACKETS_DAYS: '30', // frames have the machine's time: by age they would go too early
      VIGIE_KEEP_DETAIL_DAYS: '1',
      VIGIE_LOG_LEVEL: 'warn',
    },
  })
  const traffic = await openDatagrams()
  const mysql = await serverOf(vigie.home, 'mysql')
  const { db, close } = openDatabase({
    socketPath: mysql.address,
    user: 'vigie',
    database: 'vigie',
  })
  const redis = new Redis({ path: (await serverOf(vigie.home, 'redis')).address })
  const samples: Sample[] = []
  try {
    const must = async (...args: readonly string[]) => {
      const { status, stderr } = await vigie.cli(...args)
      if (status !== 0) throw new Error(stderr)
    }
    await must('watch', 'add', 'lo', '--filter', traffic.filter, '--save')
    const capture = ['--capture', '60', '--interface', 'lo', '--filter', traffic.filter]
    await must('schedule', 'add', 'hourly', '--cron', '0 * * * *', ...capture)
    await must('schedule', 'add', 'reports', '--cron', '0 */3 * * *', '--report')
    const began = performance.now()
    for (let next = 1; next <= wanted; ) {
      await traffic.burst(BURST)
      await sleep(BURST_EVERY_MS)
      const elapsed = performance.now() - began
      if (elapsed < (realMs / wanted) * next) continue
      const sample = await takeSample((elapsed * factor) / HOUR_MS, { ...vigie, db, redis })
      samples.push(sample)
      sampled?.(sample)
      next++
    }
    const rows = await db
      .selectFrom('events')
      .select(({ fn }) => ['type', fn.countAll<number>().as('count')])
      .groupBy('type')
      .execute()
    const halted = await db
      .selectFrom('checkpoints')
      .select('name')
      .where('failure', 'is not', null)
      .execute()
    return {
      samples,
      verdicts: judge(samples, factor),
      happened: new Map(rows.map(({ type, count }) => [type, count])),
      halted: halted.length,
    }
  } finally {
    redis.disconnect()
    await close()
    traffic.close()
    await vigie.cleanUp()
  }
}

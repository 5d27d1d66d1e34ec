import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openDatabase } from '../../src/db/database.ts'
import { requestCapture } from '../../src/web/api/captures.ts'
import { showStatus } from '../../src/web/api/status.ts'
import { addWatch } from '../../src/web/api/watches.ts'
import { clientOf, endedCapture, processesOf, reportOf, serverOf } from '../support/daemon-view.ts'
import { seededRandom } from '../support/random.ts'
import { type Relay, startRelay } from '../support/relay.ts'
import { sleep, until } from '../support/until.ts'
import { wrongCapture } from './capture-invariants.ts'
import { createChaosHome } from './chaos-home.ts'
import { type Bounds, chooseFault, commit, type Fault, faultNames } from './fault.ts'
import { brokenLog, lostCommits, wrongSeals } from './log-invariants.ts'
import { wrongMails } from './mail-invariants.ts'
import { chooseMoment, type Moment, waitFor } from './moment.ts'
import { type NumberedTraffic, openNumberedTraffic } from './numbered-traffic.ts'
import { Observer } from './observer.ts'
import { wrongProjections } from './projection-invariants.ts'
import { Supervisor } from './supervisor.ts'
import { wrongWatch } from './watch-invariants.ts'

/** So many runs of ten have a second fault. */
const SECOND_FAULT = 0.3
/** A server that is restarted ever more slowly, a job that waits, a segment that goes on: all well within this. */
const SETTLED_WITHIN_MS = 150_000
/** A second mail of the same report would have come by then. */
const SECOND_MAIL_MS = 1_500
const LOOK_EVERY_MS = 50
/** Time before the planned end in which nothing is sent, so that what is sent while it counts is counted. */
const QUIET_MS = 500

export type ChaosRunPlan = {
  readonly seed: number
  readonly captureSeconds: number
  readonly faults: readonly { readonly fault: Fault; readonly moment: Moment }[]
}

export type ChaosOutcome = {
  readonly plan: ChaosRunPlan
  /** From the (first) fault until Vigie was whole again and had committed something, in ms; null where no fault took place. */
  readonly recoveryMs: number | null
  /** What does not hold; empty is as it should be. */
  readonly violations: readonly string[]
}

export type ChaosOptions = Bounds & {
  /** How long captures are, at least and at most. */
  readonly captureSeconds: readonly [number, number]
  /** Where the daemon's log is left. */
  readonly folder: string
}

/** What a seed stands for. Consecutive seeds go through all faults. */
export const planRun = (seed: number, options: ChaosOptions): ChaosRunPlan => {
  const random = seededRandom(seed)
  const first = faultNames[seed % faultNames.length] ?? 'daemon killed'
  const names = random.next() < SECOND_FAULT ? [first, random.oneOf(faultNames)] : [first]
  const captureSeconds = random.whole(...options.captureSeconds)
  return {
    seed,
    captureSeconds,
    faults: names.map((name) => ({
      fault: chooseFault(name, random, options),
      moment: chooseMoment(random, captureSeconds),
    })),
  }
}

/** One capture with its mail, harmed as planned, and looked at afterwards. */
export const runChaos = async (
  plan: ChaosRunPlan,
  options: ChaosOptions,
): Promise<ChaosOutcome> => {
  const folder = path.join(options.folder, String(plan.seed))
  await mkdir(folder, { recursive: true })
  const home = await createChaosHome(plan.faults.some(({ fault }) => fault.name === 'disk full'))
  const relay = await startRelay()
  const supervisor = new Supervisor(home.path, folder, {
    VIGIE_MAIL_RELAY_URL: relay.url,
    // A small disk is to be filled to its last byte, not to be spared before.
    VIGIE_DISK_SAVE_PACKETS_MEBIBYTES: '0',
    VIGIE_DISK_KEEP_INTERVALS_MEBIBYTES: '0',
  })
  const traffic = await openNumberedTraffic()
  let observer: Observer | undefined
  try {
    await supervisor.start()
    observer = new Observer((await serverOf(home.path, 'mysql')).address)
    observer.start()
    const watch = await clientOf(home.path)(addWatch, {
      body: { interface: 'lo', filter: traffic.filter },
    })
    const { id, reportId } = await clientOf(home.path)(requestCapture, {
      body: {
        seconds: plan.captureSeconds,
        interface: 'lo',
        filter: traffic.filter,
        mail: { to: ['admin@vigie.internal', 'a@b.example'] },
      },
    })
    const harmed = { supervisor, home, relay, observer, traffic, watchId: watch.id }
    const recoveryMs = await harm(plan, harmed, id, reportId ?? '')
    await observer.stop()
    const violations = await violationsOf(plan, harmed, id, reportId ?? '')
    await supervisor.end()
    const left = processesOf(home.path)
    if (left.length > 0) violations.push(`processes are left: ${left.join(', ')}`)
    return { plan, recoveryMs, violations }
  } catch (thrown) {
    return { plan, recoveryMs: null, violations: [String(thrown)] }
  } finally {
    await observer?.stop()
    await traffic.stop()
    await supervisor.end()
    await relay.close()
    await writeFile(path.join(folder, 'daemon.log'), supervisor.log())
    await home.remove()
  }
}

type Harmed = {
  readonly supervisor: Supervisor
  readonly home: Awaited<ReturnType<typeof createChaosHome>>
  readonly relay: Relay
  readonly observer: Observer
  readonly traffic: NumberedTraffic
  readonly watchId: string
}

/** Does the faults at their moments while the capture counts; returns when everything has settled. */
const harm = async (
  plan: ChaosRunPlan,
  harmed: Harmed,
  id: string,
  reportId: string,
): Promise<number | null> => {
  const { supervisor, home, relay, observer } = harmed
  const over = new AbortController()
  let first: number | undefined
  const faults = plan.faults.map(async ({ fault, moment }) => {
    if (!(await waitFor(moment, observer, relay, over.signal))) return
    first ??= Date.now()
    await commit(fault, { supervisor, home })
  })
  const sending = sendWhileCounted(plan, harmed)
  const whole = async () => {
    const status = await clientOf(home.path)(showStatus).catch(() => undefined)
    const serve = status?.servers.every(({ state }) => state === 'running')
    const follow = status?.projections.every(({ failure }) => failure === null)
    const ended = (await reportOf(home.path, reportId).catch(() => undefined))?.state
    const committed = observer.changedAt > (first ?? 0) || ended === 'delivered'
    return serve === true && follow === true && status?.log !== null && committed
  }
  const recovered = (async () => {
    while (first === undefined && !over.signal.aborted) await sleep(LOOK_EVERY_MS)
    if (first === undefined) return null
    const began = first
    await until('vigie is whole again', whole, SETTLED_WITHIN_MS)
    return Date.now() - began
  })()
  const settled = async () => {
    await endedCapture(home.path, id, SETTLED_WITHIN_MS)
    await until(
      'the report is delivered or given up',
      async () => {
        const report = await reportOf(home.path, reportId).catch(() => undefined)
        return report?.state === 'delivered' || report?.state === 'failed'
      },
      SETTLED_WITHIN_MS,
    )
  }
  try {
    await settled()
    // A fault that was to come behind the end may still do so, and must change nothing.
    await sleep(SECOND_MAIL_MS)
  } finally {
    over.abort()
    await Promise.all(faults)
    await sending
  }
  const recoveryMs = await recovered
  await supervisor.whenUp()
  await settled()
  await sleep(SECOND_MAIL_MS)
  return recoveryMs
}

/** Sends from the first segment's opening until shortly before the planned end. */
const sendWhileCounted = async (
  plan: ChaosRunPlan,
  { observer, traffic }: Harmed,
): Promise<void> => {
  const opened = () => observer.events.some(({ type }) => type === 'SegmentOpened')
  const deadline = performance.now() + SETTLED_WITHIN_MS
  while (!opened() && performance.now() < deadline) await sleep(LOOK_EVERY_MS)
  const opening = observer.events.find(({ type }) => type === 'SegmentOpened')
  if (opening === undefined) return
  const endAt = opening.seenAt + plan.captureSeconds * 1_000 - QUIET_MS
  if (Date.now() >= endAt) return
  traffic.start()
  await sleep(endAt - Date.now())
  await traffic.stop()
}

const violationsOf = async (
  plan: ChaosRunPlan,
  { supervisor, home, relay, observer, traffic, watchId }: Harmed,
  id: string,
  reportId: string,
): Promise<string[]> => {
  const { address } = await serverOf(home.path, 'mysql')
  const { db, close } = openDatabase({ socketPath: address, user: 'vigie', database: 'vigie' })
  const stepped = plan.faults.some(({ fault }) => fault.name.startsWith('clock'))
  try {
    return [
      ...(await wrongCapture(home.path, db, id, traffic.sent, stepped)),
      ...(await wrongWatch(home.path, db, watchId, stepped)),
      ...(await wrongMails(home.path, reportId, relay, supervisor.deaths.length > 0)),
      ...(await brokenLog(db)),
      ...(await lostCommits(db, observer.committed)),
      ...(await wrongSeals(db)),
      ...(await wrongProjections(home.path, db)),
    ]
  } finally {
    await close()
  }
}

/** `vigie doctor`: looks at this machine as it stands and says of everything that is wrong what to do. Part of the composition root. */

import { access, constants, mkdir, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { loadConfig } from './base/config.ts'
import { type Config, diskBounds } from './base/config-schema.ts'
import { failureOf, reasonOf } from './base/failure.ts'
import { apiSocket } from './base/home.ts'
import { createLog } from './base/log.ts'
import type { DoctorFinding } from './cli/context.ts'
import { daemonExchange } from './cli/daemon-exchange.ts'
import type { Terminal } from './cli/terminal.ts'
import { openDatabase } from './db/database.ts'
import { Queues } from './jobs/index.ts'
import { capabilities } from './net/capabilities.ts'
import { defaultInterface, listInterfaces } from './net/interfaces.ts'
import { nextDiskLevel } from './services/disk/index.ts'
import { addressOf, findServerProgram, parseMysqlUrl, parseRedisUrl } from './stack/index.ts'
import { examineVantage } from './vantage.ts'
import { createClient } from './web/api/client.ts'
import type { Answered } from './web/api/endpoint.ts'
import { showStatus } from './web/api/status.ts'

const NODE_MAJOR_MIN = 24
const REDIS_ANSWER_MS = 2_000
/** Who keeps a Debian machine's clock, by what it leaves in /run. */
const CLOCK_KEEPERS = [
  ['/run/systemd/timesync/synchronized', 'systemd-timesyncd'],
  ['/run/chrony/chronyd.pid', 'chrony'],
  ['/run/ntpd.pid', 'ntpd'],
] as const

type Situation = {
  readonly home: string
  readonly environment: { readonly [name: string]: string | undefined }
  readonly terminal: Terminal
}

type Status = Answered<typeof showStatus>

/** Every finding, in the order in which one would mend things. Throws CONFIG_INVALID: nothing can be said before that is right. */
export const examine = async (situation: Situation): Promise<readonly DoctorFinding[]> => {
  const { home, environment } = situation
  const config = loadConfig(home, environment)
  const status = await createClient(daemonExchange(apiSocket(home), home))(showStatus).catch(
    (thrown: unknown) => {
      if (failureOf(thrown) === undefined) throw thrown
      return undefined // not running, or not ours to ask: the machine is looked at all the same
    },
  )
  return [
    node(situation),
    privileges(situation),
    interfaces(situation, config),
    await mysql(situation, config, status),
    await redis(situation, config, status),
    await ports(situation, config, status),
    await dataFolder(situation, config, status),
    await clock(situation),
    await examineVantage(situation.terminal, config.capture.interface || defaultInterface()),
  ]
}

const node = ({ terminal: { t } }: Situation): DoctorFinding => {
  const { version } = process
  const good = Number(version.slice(1).split('.')[0]) >= NODE_MAJOR_MIN
  return good
    ? finding(t('doctor.node'), t('doctor.nodeGood', { version }))
    : bad(t('doctor.node'), t('doctor.nodeBad', { version }), t('doctor.nodeAdvice'))
}

const privileges = ({ terminal: { t } }: Situation): DoctorFinding => {
  const subject = t('doctor.privileges')
  return capabilities().CAP_NET_RAW
    ? finding(subject, t('doctor.privilegesGood'))
    : bad(subject, t('doctor.privilegesBad'), t('doctor.privilegesAdvice'))
}

const interfaces = ({ terminal: { t } }: Situation, config: Config): DoctorFinding => {
  const subject = t('doctor.interfaces')
  const all = listInterfaces()
  const names = all.map(({ name }) => name).join(', ')
  const chosen = config.capture.interface || defaultInterface()
  if (!all.some(({ name }) => name === chosen)) {
    return bad(subject, t('doctor.chosenBad', { chosen, names }), t('doctor.chosenAdvice'))
  }
  return all.some(({ up, loopback }) => up && !loopback)
    ? finding(subject, t('doctor.interfacesGood', { names, chosen }))
    : bad(subject, t('doctor.interfacesBad'), t('doctor.interfacesAdvice'))
}

const mysql = async (
  situation: Situation,
  { mysql: { url } }: Config,
  status: Status | undefined,
): Promise<DoctorFinding> => {
  const subject = situation.terminal.t('doctor.mysql')
  if (url === undefined) return ownServer(situation, 'mysql', subject, status)
  const address = parseMysqlUrl(url)
  const { db, close } = openDatabase(address)
  const answer = db.introspection.getSchemas().then(
    () => undefined,
    (thrown: unknown) => reasonOf(thrown),
  )
  const reason = await answer.finally(close)
  return elsewhere(situation, subject, addressOf(address), 'mysql.url', reason)
}

const redis = async (
  situation: Situation,
  { redis: { url } }: Config,
  status: Status | undefined,
): Promise<DoctorFinding> => {
  const subject = situation.terminal.t('doctor.redis')
  if (url === undefined) return ownServer(situation, 'redis', subject, status)
  const address = parseRedisUrl(url)
  const queues = new Queues(address, createLog('silent'))
  const answer = queues.ready(REDIS_ANSWER_MS).then(
    () => undefined,
    (thrown: unknown) => String(failureOf(thrown)?.values['reason'] ?? reasonOf(thrown)),
  )
  const reason = await answer.finally(() => queues.close())
  return elsewhere(situation, subject, addressOf(address), 'redis.url', reason)
}

const elsewhere = (
  { terminal: { t } }: Situation,
  subject: string,
  address: string,
  setting: string,
  reason: string | undefined,
): DoctorFinding =>
  reason === undefined
    ? finding(subject, t('doctor.serverElsewhere', { address }))
    : bad(
        subject,
        t('doctor.serverAway', { address, reason }),
        t('doctor.serverAwayAdvice', { setting }),
      )

const ownServer = async (
  { home, terminal: { t } }: Situation,
  name: 'mysql' | 'redis',
  subject: string,
  status: Status | undefined,
): Promise<DoctorFinding> => {
  const server = status?.servers.find((one) => one.name === name)
  if (server !== undefined) {
    const { state, address } = server
    if (state === 'running') return finding(subject, t('doctor.serverRunning', { address }))
    const advice = t('doctor.serverBadAdvice', { log: `${home}/log/${name}.log` })
    return bad(subject, t('doctor.serverBad', { state, address }), advice)
  }
  try {
    return finding(subject, t('doctor.serverReady', { program: await findServerProgram(name) }))
  } catch (thrown) {
    const missing = failureOf(thrown, 'SERVER_MISSING')
    if (missing === undefined) throw thrown
    const { values } = missing
    return bad(subject, t('doctor.serverMissing', values), t('doctor.serverMissingAdvice', values))
  }
}

const ports = async (
  { terminal: { t } }: Situation,
  config: Config,
  status: Status | undefined,
): Promise<DoctorFinding> => {
  const wanted = [
    { host: config.web.host, port: config.web.port },
    { host: config.mail.smtpHost, port: config.mail.smtpPort },
  ]
  const name = ({ host, port }: { readonly host: string; readonly port: number }) =>
    `${host}:${port}`
  const subject = t('doctor.ports')
  if (status !== undefined) {
    const ours = [status.console?.replace('http://', ''), status.smtp].filter(Boolean).join(', ')
    return finding(subject, t('doctor.portsOurs', { ports: ours }))
  }
  for (const one of wanted) {
    if (!(await isFree(one))) {
      return bad(subject, t('doctor.portsBad', { ports: name(one) }), t('doctor.portsAdvice'))
    }
  }
  return finding(subject, t('doctor.portsGood', { ports: wanted.map(name).join(', ') }))
}

const isFree = (at: { readonly host: string; readonly port: number }): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(at, () => server.close(() => resolve(true)))
  })

const dataFolder = async (
  { home, terminal }: Situation,
  config: Config,
  status: Status | undefined,
): Promise<DoctorFinding> => {
  const { t, format } = terminal
  const subject = t('doctor.home')
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await access(home, constants.W_OK)
    const places = await Promise.all([
      freeOf(home),
      freeOf(`${home}/servers`).catch(() => undefined),
    ])
    const [fullest] = places
      .filter((one) => one !== undefined)
      .toSorted((a, b) => a.bytes - b.bytes)
    const disk = { home: fullest?.folder ?? home, free: format.bytes(fullest?.bytes ?? 0) }
    const level =
      status?.disk.level ?? nextDiskLevel('enough', fullest?.bytes ?? 0, diskBounds(config))
    if (level === 'enough') return finding(subject, t('doctor.homeGood', disk))
    const text = level === 'no packets' ? 'doctor.homeLow' : 'doctor.homeFull'
    return bad(subject, t(text, disk), t('doctor.homeFullAdvice'))
  } catch (thrown) {
    const reason = reasonOf(thrown)
    return bad(subject, t('doctor.homeBad', { home, reason }), t('doctor.homeAdvice'))
  }
}

const freeOf = async (folder: string) => {
  const { bavail, bsize } = await statfs(folder)
  return { folder, bytes: bavail * bsize }
}

const clock = async ({ terminal: { t, format } }: Situation): Promise<DoctorFinding> => {
  const subject = t('doctor.clock')
  const now = format.dateTime(Date.now())
  const { mtimeMs } = await stat(import.meta.filename)
  if (Date.now() < mtimeMs)
    return bad(subject, t('doctor.clockBad', { now }), t('doctor.clockAdvice'))
  for (const [file, keeper] of CLOCK_KEEPERS) {
    const there = await stat(file).catch(() => undefined)
    if (there !== undefined) return finding(subject, t('doctor.clockGood', { now, keeper }))
  }
  return {
    state: 'known',
    subject,
    finding: t('doctor.clockUnkept', { now }),
    advice: t('doctor.clockUnkeptAdvice'),
  }
}

const finding = (subject: string, text: string): DoctorFinding => ({
  state: 'good',
  subject,
  finding: text,
  advice: '',
})

const bad = (subject: string, text: string, advice: string): DoctorFinding => ({
  state: 'bad',
  subject,
  finding: text,
  advice,
})

import { EventEmitter } from 'node:events'
import { rm } from 'node:fs/promises'
import { systemClock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Durability } from './durability.ts'
import { MYSQL_ACCOUNT, mysqlMark, mysqlSocket, planMariadb } from './mariadb.ts'
import { endProcess, processesWith } from './process-table.ts'
import { planRedis, redisSocket } from './redis.ts'
import {
  addressOf,
  type MysqlConnection,
  parseMysqlUrl,
  parseRedisUrl,
  type RedisConnection,
} from './server-address.ts'
import { prepareServerFolders, type ServerFolders } from './server-folders.ts'
import { machineFolders } from './server-program.ts'
import { takeStackLock } from './stack-lock.ts'
import { type ProcessPlan, type ProcessState, SupervisedProcess } from './supervised-process.ts'

/** What a server left by a dead daemon gets to stop cleanly; InnoDB and the append-only file bear the rest. */
const LEFTOVER_GRACE_MS = 1_500

/** As Redis has them itself; Vigie uses the first. */
const REDIS_DATABASES = 16

export type ServerName = 'mysql' | 'redis'

/** `elsewhere`: the server is not ours, and nothing is known of it here. */
type ServerState = ProcessState | 'elsewhere'

/** One server as `status` and `doctor` tell of it; the address holds no password. */
export type ServerStatus = {
  readonly name: ServerName
  readonly own: boolean
  readonly state: ServerState
  readonly address: string
  readonly restarts: number
  /** When the state began; milliseconds since the epoch. */
  readonly since: number
  readonly pid?: number
}

export type StackOptions = {
  /** The data folder of this Vigie; made where it is missing. */
  readonly home: string
  /** A server that runs elsewhere; none is run then. */
  readonly mysqlUrl?: string | undefined
  readonly redisUrl?: string | undefined
  readonly log: Log
  readonly durability?: Durability
  /** Where the programs are looked for instead of PATH and the folders for servers. */
  readonly programFolders?: readonly string[]
  readonly redisDatabases?: number
}

/** Both servers, ready to be used. */
export interface Stack {
  readonly mysql: MysqlConnection
  readonly redis: RedisConnection
  state(): readonly ServerStatus[]
  /** Calls back whenever a server of ours died; it is being restarted then. Returns what ends the calls. */
  onLost(listener: (status: ServerStatus) => void): () => void
  /** Calls back whenever a server of ours answers again. Returns what ends the calls. */
  onBack(listener: (status: ServerStatus) => void): () => void
  /** Returns when Redis and MariaDB have stopped cleanly; may be called again. */
  stop(): Promise<void>
}

/**
 * Starts what is not configured to be elsewhere, and returns when both answer. What a killed daemon left running on this home is
 * stopped first (never adopted: its log and its supervision died with its parent). Throws HOME_UNUSABLE, RUNNING_ALREADY,
 * SERVER_MISSING, SERVER_START_FAILED or CONFIG_INVALID; then nothing is left running. Called in a worker thread, the servers
 * would end with that thread.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const mysqlElsewhere = options.mysqlUrl ? parseMysqlUrl(options.mysqlUrl) : undefined
  const redisElsewhere = options.redisUrl ? parseRedisUrl(options.redisUrl) : undefined
  if (mysqlElsewhere && redisElsewhere) return new RunningStack(mysqlElsewhere, redisElsewhere)

  const folders = await prepareServerFolders(options.home)
  const lock = await takeStackLock(folders.lock, options.home)
  const leave = async () => {
    await rm(folders.sockets, { recursive: true, force: true })
    await lock.release()
  }
  try {
    await endLeftovers(folders, options.log)
    const settings = {
      durability: options.durability ?? 'full',
      programFolders: options.programFolders ?? machineFolders(),
      databases: options.redisDatabases ?? REDIS_DATABASES,
    }
    const stack = new RunningStack(
      mysqlElsewhere ?? { ...MYSQL_ACCOUNT, socketPath: mysqlSocket(folders) },
      redisElsewhere ?? { path: redisSocket(folders), db: 0 },
      leave,
    )
    await stack.start(options.log, {
      ...(mysqlElsewhere ? {} : { mysql: () => planMariadb(folders, settings) }),
      ...(redisElsewhere ? {} : { redis: () => planRedis(folders, settings) }),
    })
    return stack
  } catch (thrown) {
    await leave()
    throw thrown
  }
}

const endLeftovers = async (folders: ServerFolders, log: Log): Promise<void> => {
  const marks = [mysqlMark(folders), `${mysqlMark(folders)}.new`, redisSocket(folders)]
  const pids = marks.flatMap(processesWith)
  if (pids.length > 0) log.warn({ pids }, 'servers that a dead daemon left are stopped')
  await Promise.all(pids.map((pid) => endProcess(pid, LEFTOVER_GRACE_MS)))
}

type Plans = { readonly [Name in ServerName]?: () => Promise<ProcessPlan> }

class RunningStack implements Stack {
  readonly mysql: MysqlConnection
  readonly redis: RedisConnection
  readonly #leave: () => Promise<void>
  readonly #processes = new Map<ServerName, SupervisedProcess>()
  readonly #events = new EventEmitter<{ lost: [ServerStatus]; back: [ServerStatus] }>()
  readonly #since = systemClock.now()
  #stopped: Promise<void> | undefined

  constructor(
    mysql: MysqlConnection,
    redis: RedisConnection,
    leave: () => Promise<void> = async () => {},
  ) {
    this.mysql = mysql
    this.redis = redis
    this.#leave = leave
  }

  /** Starts both at once; where one fails, stops the other and throws what the first failure was. */
  async start(log: Log, plans: Plans): Promise<void> {
    const launch = async (name: ServerName, plan: () => Promise<ProcessPlan>) => {
      const server = new SupervisedProcess(await plan(), log, {
        onLost: () => this.#events.emit('lost', this.#status(name)),
        onBack: () => this.#events.emit('back', this.#status(name)),
      })
      this.#processes.set(name, server)
      await server.start()
    }
    const results = await Promise.allSettled([
      plans.mysql && launch('mysql', plans.mysql),
      plans.redis && launch('redis', plans.redis),
    ])
    const failed = results.find((result) => result.status === 'rejected')
    if (!failed) return
    await this.#stopServers()
    throw failed.reason
  }

  state(): readonly ServerStatus[] {
    return [this.#status('mysql'), this.#status('redis')]
  }

  onLost(listener: (status: ServerStatus) => void): () => void {
    this.#events.on('lost', listener)
    return () => this.#events.off('lost', listener)
  }

  onBack(listener: (status: ServerStatus) => void): () => void {
    this.#events.on('back', listener)
    return () => this.#events.off('back', listener)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopServers().then(this.#leave)
    return this.#stopped
  }

  async #stopServers(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((server) => server.stop()))
  }

  #status(name: ServerName): ServerStatus {
    const address = addressOf(this[name])
    const server = this.#processes.get(name)
    if (!server)
      return { name, own: false, state: 'elsewhere', address, restarts: 0, since: this.#since }
    return {
      name,
      own: true,
      state: server.state,
      address,
      restarts: server.restarts,
      since: server.since,
      ...(server.pid === undefined ? {} : { pid: server.pid }),
    }
  }
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { daemonExchange } from '../../src/cli/daemon-exchange.ts'
import { listCaptures, showCapture } from '../../src/web/api/captures.ts'
import { type Client, createClient } from '../../src/web/api/client.ts'
import { readEvents } from '../../src/web/api/events.ts'
import { listMessages, showMessage } from '../../src/web/api/messages.ts'
import { showReport } from '../../src/web/api/reports.ts'
import { showStatus } from '../../src/web/api/status.ts'
import { until } from './until.ts'

/** Asks the daemon of a home over its socket, without the cost of a process for each question. */
export const clientOf = (home: string): Client =>
  createClient(daemonExchange(path.join(home, 'vigie.sock'), home))

/** How many events the log has. */
export const logPosition = async (home: string): Promise<number> => {
  const { log } = await clientOf(home)(showStatus)
  if (log === null) throw new Error('the log cannot be read')
  return log.position
}

/** One of the home's own servers; its pid is undefined while it is down. */
export const serverOf = async (home: string, name: 'mysql' | 'redis') => {
  const { servers } = await clientOf(home)(showStatus)
  const found = servers.find((server) => server.name === name)
  if (found === undefined) throw new Error(`no server ${name}`)
  return found
}

/** The pid of a server that runs. */
export const serverPid = (home: string, name: 'mysql' | 'redis'): Promise<number> =>
  until(`${name} runs`, async () => {
    const { state, pid } = await serverOf(home, name)
    return state === 'running' && pid
  })

export const captureOf = (home: string, id: string) =>
  clientOf(home)(showCapture, { params: { id } })

/** The newest capture that counts, once there is one that is none of `known`. */
export const runningCapture = (home: string, known: readonly string[] = []) =>
  until('a capture runs', async () => {
    const { captures } = await clientOf(home)(listCaptures, { query: { limit: 5 } })
    return captures.find(({ id, state }) => state === 'running' && !known.includes(id))
  })

/** Waits for the end of a capture, whatever is away meanwhile. */
export const endedCapture = (home: string, id: string, withinMs = 30_000) =>
  until(
    `capture ${id} ends`,
    async () => {
      const capture = await captureOf(home, id).catch(() => undefined)
      return capture !== undefined && capture.endedAt !== null && capture
    },
    withinMs,
  )

export const reportOf = (home: string, id: string) => clientOf(home)(showReport, { params: { id } })

/** Waits for a report to be in this state, whatever is away meanwhile. */
export const reportIn = (home: string, id: string, state: string, withinMs = 20_000) =>
  until(
    `report ${id} is ${state}`,
    async () => {
      const report = await reportOf(home, id).catch(() => undefined)
      return report?.state === state && report
    },
    withinMs,
  )

/** The types of the events of one capture, in order. */
export const eventsOf = async (home: string, captureId: string) => {
  const query = { stream: `capture-${captureId}`, limit: 100 }
  return (await clientOf(home)(readEvents, { query })).events
}

/** The messages in the administrator's mailbox that carry this report. */
export const mailsOf = async (home: string, reportId: string) => {
  const ask = clientOf(home)
  const { messages } = await ask(listMessages, { query: { limit: 100 } })
  const whole = await Promise.all(messages.map(({ id }) => ask(showMessage, { params: { id } })))
  return whole.filter(({ source }) => source.includes(`<report.${reportId}@`))
}

/** The processes that live for a home: a daemon or command with it, a server with its data. */
export const processesOf = (home: string): readonly number[] => {
  const marks = [`VIGIE_HOME=${home}\0`, ...dataOf(home)]
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((name) => marks.some((mark) => describeProcess(name).includes(mark)))
    .map(Number)
}

const dataOf = (home: string): readonly string[] => {
  try {
    return [readlinkSync(path.join(home, 'servers'))]
  } catch {
    return [`${home}/`] // without root its data is inside
  }
}

const describeProcess = (pid: string): string => {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'latin1')
    return `${read('environ')}\0${read('cmdline')}\0`
  } catch {
    return '' // it ended while we looked
  }
}

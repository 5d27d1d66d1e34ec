import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Receive, Received } from './receive-script.ts'

/** The processor of everything that receives; the sender has the other one, where there are two. */
const RECEIVER_CPU = '1'
const READY_MS_MAX = 20_000

const SCRIPT = fileURLToPath(new URL('./receive-script.ts', import.meta.url))

/** Something that counts frames in a namespace, in a process of its own. */
export type Receiver = {
  readonly stop: () => Promise<Received>
  /** Ends it whatever it does; nothing where it has ended. */
  readonly end: () => void
}

/** One of ours, or bare `cap`. */
export const startReceiver = async (namespace: string, order: Receive): Promise<Receiver> => {
  const child = start(namespace, process.execPath, SCRIPT, JSON.stringify(order))
  const output = textOf(child, 'stdout')
  const errors = textOf(child, 'stderr')
  await said(child, () => output().startsWith('ready'), errors)
  const stop = async (): Promise<Received> => {
    child.stdin?.write('stop\n')
    if (child.exitCode === null) await once(child, 'close')
    const last = output().trim().split('\n').at(-1) ?? ''
    if (!last.startsWith('{')) throw new Error(errors())
    return JSON.parse(last) as Received
  }
  return { stop, end: () => void child.kill('SIGKILL') }
}

/** `tcpdump -w /dev/null`, with a buffer as large as our ring. */
export const startTcpdump = async (
  namespace: string,
  { interface: name, snaplenBytes, ringBytes }: Receive['source'],
): Promise<Receiver> => {
  const options = ['-i', name, '-s', String(snaplenBytes), '-B', String(ringBytes >> 10)]
  const child = start(namespace, 'tcpdump', ...options, '-w', '/dev/null')
  const errors = textOf(child, 'stderr')
  await said(child, () => errors().includes('listening on'), errors)
  const before = cpuMicroseconds(child.pid)
  const stop = async (): Promise<Received> => {
    const used = cpuMicroseconds(child.pid) - before
    child.kill('SIGINT')
    await once(child, 'close')
    const count = (what: string) => Number(new RegExp(`(\\d+) packets ${what}`).exec(errors())?.[1])
    return {
      packets: count('captured'),
      drops: count('dropped by kernel'),
      cpuMicroseconds: used,
    }
  }
  return { stop, end: () => void child.kill('SIGKILL') }
}

const start = (namespace: string, ...command: readonly string[]): ChildProcess =>
  spawn('taskset', ['-c', RECEIVER_CPU, 'ip', 'netns', 'exec', namespace, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })

const textOf = (child: ChildProcess, stream: 'stdout' | 'stderr'): (() => string) => {
  let text = ''
  child[stream]?.on('data', (chunk) => {
    text += chunk
  })
  return () => text
}

/** Waits until the child has said what it shall say; ends it and throws where it does not. */
const said = async (
  child: ChildProcess,
  has: () => boolean,
  errors: () => string,
): Promise<void> => {
  const deadline = performance.now() + READY_MS_MAX
  while (!has()) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`a receiver did not start: ${errors()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What the one thread of a process has run, from the scheduler, which counts in ns. */
const cpuMicroseconds = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000

/**
 * Runs two rings on one interface, each in a worker thread that is stopped by a flag in shared memory, until a line arrives
 * on standard input; prints what each counted. argv[2]: options as JSON.
 */
import { createInterface } from 'node:readline'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { openSource } from '../../../src/net/open-source.ts'

type Given = { readonly flag: Int32Array; readonly options: Parameters<typeof openSource>[1] }

const inThread = async ({ flag, options }: Given): Promise<void> => {
  const source = openSource('ring', options)
  parentPort?.postMessage('ready')
  let packets = 0
  const sink = { frame: () => void packets++, tick: () => {} }
  await source.run(sink, () => Atomics.load(flag, 0) === 1)
  source.close()
  parentPort?.postMessage({ packets, drops: source.takeDrops() })
}

const inMain = async (): Promise<void> => {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const options = JSON.parse(process.argv[2] ?? '')
  const given: Given = { flag, options }
  const results: unknown[] = []
  let ready = 0
  const threads = [0, 1].map(() => new Worker(new URL(import.meta.url), { workerData: given }))
  const ended = threads.map(
    (thread) =>
      new Promise((resolve, reject) => {
        thread.on('error', reject).on('exit', resolve)
        thread.on('message', (message) => {
          if (message !== 'ready') results.push(message)
          else if (++ready === 2) process.stdout.write('ready\n')
        })
      }),
  )
  createInterface({ input: process.stdin }).once('line', () => {
    Atomics.store(flag, 0, 1)
    process.stdin.destroy() // an open pipe would keep the process
  })
  await Promise.all(ended)
  process.stdout.write(`${JSON.stringify(results)}\n`)
}

await (isMainThread ? inMain() : inThread(workerData))

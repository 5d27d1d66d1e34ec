/**
 * Counts what arrives on an interface until a line arrives on standard input: prints "ready", then what it counted, what the kernel says was
 * dropped, and the CPU time of this whole process meanwhile. To be started inside a network namespace. argv[2]: `Receive` as JSON.
 */
import { createInterface } from 'node:readline'
import { openSource } from '../../src/net/open-source.ts'
import type { Driver, SourceOptions } from '../../src/net/packet-source.ts'
import { createEngineHost } from '../../src/services/capture/engine/engine-host.ts'

export type Receive = {
  /** The engine as captures have it, in its thread; or only frames counted, by a driver. */
  readonly method: 'engine' | Driver
  readonly source: SourceOptions
}

export type Received = {
  readonly packets: number
  readonly drops: number | null
  readonly cpuMicroseconds: number
}

const { method, source } = JSON.parse(process.argv[2] ?? '') as Receive
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const input = createInterface({ input: process.stdin })
const stopAsked = (stop: () => void): void => void input.once('line', stop)

const finish = (seen: Omit<Received, 'cpuMicroseconds'>, before: NodeJS.CpuUsage): void => {
  const { user, system } = process.cpuUsage(before)
  print(JSON.stringify({ ...seen, cpuMicroseconds: user + system } satisfies Received))
  process.exit(0)
}

const runEngine = (): void => {
  const host = createEngineHost('ring', source.ringBytes)
  let [packets, drops] = [0, 0]
  let before = process.cpuUsage()
  const order = {
    driver: 'ring',
    source,
    intervalMs: 1_000,
    localNetworks: [],
    own: { addresses: [], macs: [] },
    save: null,
  } as const
  host.start(
    order,
    (message) => {
      if (message.type === 'started') {
        before = process.cpuUsage()
        print('ready')
        stopAsked(() => host.stop())
      } else if (message.type === 'interval') {
        packets += message.interval.packets
        drops += message.interval.drops ?? 0
      } else if (message.type === 'ended') finish({ packets, drops }, before)
    },
    (reason) => {
      throw reason
    },
  )
}

const runDriver = async (driver: Driver): Promise<void> => {
  const opened = openSource(driver, source)
  let packets = 0
  let stop = false
  stopAsked(() => {
    stop = true
  })
  const before = process.cpuUsage()
  print('ready')
  await opened.run({ frame: () => void packets++, tick: () => {} }, () => stop)
  const drops = opened.takeDrops()
  opened.close()
  finish({ packets, drops }, before)
}

if (method === 'engine') runEngine()
else await runDriver(method)

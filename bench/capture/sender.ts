import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { dnsQuery } from '../analyze/dns-message.ts'

const run = promisify(execFile)

const SENDER_CPU = '0'
/** As many conversations as a small network has at one moment. */
const FLOWS = 64
const FIRST_PORT = 20_000
const NAME = 'www.example.net'
const SEND_MS_MAX = 60_000

/** Every second conversation asks for a name, again and again, which an engine reads each time; nobody knows what the others say. */
const contentOf = (flow: number): string =>
  flow % 2 === 0
    ? `udp(sp=${FIRST_PORT + flow}, dp=53), ${[...dnsQuery(flow, NAME)].join(', ')}`
    : `udp(sp=${FIRST_PORT + flow}, dp=27015), fill(0x41, 18)`

/** Small UDP datagrams, the worst case for whoever pays for each packet, as `trafgen` wants them told. */
const frames = Array.from(
  { length: FLOWS },
  (_, flow) =>
    `{ eth(da=02:00:00:00:00:02, sa=02:00:00:00:00:01), ipv4(sa=10.77.0.1, da=10.77.0.2), ${contentOf(flow)} }`,
).join('\n')

/** Sends `count` frames out of `va` as fast as `trafgen` can; returns how many were on the wire, and how many a second. */
export const sendFrames = async (namespace: string, count: number) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-bench-'))
  try {
    const file = path.join(folder, 'frames.cfg')
    await writeFile(file, frames)
    const before = await sent(namespace)
    const from = performance.now()
    await run(
      'taskset',
      [
        ...['-c', SENDER_CPU, 'ip', 'netns', 'exec', namespace, 'trafgen', '--no-sock-mem'],
        ...['--notouch-irq', '--cpus', '1', '--out', 'va', '--conf', file, '--num', String(count)],
      ],
      { timeout: SEND_MS_MAX },
    )
    const seconds = (performance.now() - from) / 1_000
    const packets = (await sent(namespace)) - before
    return { packets, perSecond: packets / seconds }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What the kernel has put on the wire. */
const sent = async (namespace: string): Promise<number> => {
  const { stdout } = await run('ip', ['-n', namespace, '-s', '-j', 'link', 'show', 'va'])
  const [link] = JSON.parse(stdout) as [{ stats64: { tx: { packets: number } } }]
  return link.stats64.tx.packets
}

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { sleep } from '../support/until.ts'

const PACE_MS = 10
const PAYLOAD_BYTES = 100

/** One datagram: the machine's time right before and right after it was handed to the kernel, in ms with fractions. */
export type Sent = { readonly before: number; readonly after: number }

/** Steady numbered datagrams over the loopback, from the start to `stop`. */
export type NumberedTraffic = {
  /** Takes these and nothing else. */
  readonly filter: string
  readonly sent: readonly Sent[]
  readonly start: () => void
  readonly stop: () => Promise<void>
}

const now = (): number => performance.timeOrigin + performance.now()

export const openNumberedTraffic = async (): Promise<NumberedTraffic> => {
  const receiver = createSocket('udp4')
  const sender = createSocket('udp4')
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address()
  const sent: Sent[] = []
  let ended = false
  let running: Promise<void> | undefined
  const run = async () => {
    const payload = Buffer.alloc(PAYLOAD_BYTES)
    for (let number = 0; !ended; number++) {
      payload.writeUInt32BE(number)
      const before = now()
      await new Promise<void>((resolve, reject) => {
        sender.send(payload, port, '127.0.0.1', (thrown) => (thrown ? reject(thrown) : resolve()))
      })
      sent.push({ before, after: now() })
      await sleep(PACE_MS)
    }
  }
  return {
    filter: `udp dst port ${port}`,
    sent,
    start: () => {
      running ??= run()
    },
    stop: async () => {
      if (ended) return
      ended = true
      await running
      receiver.close()
      sender.close()
    },
  }
}

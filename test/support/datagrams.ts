import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { sleep } from './until.ts'

const PAYLOAD_BYTES = 100
const PACE_MS = 10

/** What one datagram is on the loopback: Ethernet, IPv4 and UDP headers before the payload. */
export const DATAGRAM_BYTES = 14 + 20 + 8 + PAYLOAD_BYTES

/** A source of known traffic on this machine's loopback, told from all other by its port. */
export type Datagrams = {
  /** Takes these datagrams and nothing else. */
  readonly filter: string
  /** Resolves when `count` datagrams have been handed to the kernel. */
  readonly send: (count: number) => Promise<void>
  /** The same as fast as the kernel takes them. */
  readonly burst: (count: number) => Promise<void>
  readonly close: () => void
}

export const openDatagrams = async (): Promise<Datagrams> => {
  const receiver = createSocket('udp4')
  const sender = createSocket('udp4')
  receiver.bind(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address()
  const payload = Buffer.alloc(PAYLOAD_BYTES, 0x2a)
  const sendOne = () =>
    new Promise<void>((resolve, reject) => {
      sender.send(payload, port, '127.0.0.1', (thrown) => (thrown ? reject(thrown) : resolve()))
    })
  return {
    filter: `udp port ${port}`,
    send: async (count) => {
      for (let sent = 0; sent < count; sent++) {
        await sendOne()
        await sleep(PACE_MS)
      }
    },
    burst: async (count) => {
      for (let sent = 0; sent < count; sent++) await sendOne()
    },
    close: () => {
      receiver.close()
      sender.close()
    },
  }
}

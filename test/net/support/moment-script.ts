/**
 * Sends 50 frames of 60 bytes out of the captured interface just before `stopped` says true for the first time, and 50 of 70
 * bytes just after it; prints the lengths that were counted, and whether the run says that it ended between the two. argv[2]: options as JSON.
 */

import type { SourceOptions } from '../../../src/net/packet-source.ts'
import { openPacketRing } from '../../../src/net/ring/packet-ring.ts'
import { frameOf, openSender } from './frame-sender.ts'

const options = JSON.parse(process.argv[2] ?? '') as SourceOptions
const send = openSender(options.interface)
const burst = (bytes: number): void => {
  const frame = frameOf({ bytes })
  for (let i = 0; i < 50; i++) if (!send(frame)) throw new Error('a frame was not sent')
}

const source = openPacketRing(options)
const sizes: { [wireLength: string]: number } = {}
let asked = 0
let sentAfter = false
let [sentFirstAt, sentLastAt] = [0, 0]
const endedAt = await source.run(
  {
    frame: (_, __, ___, wire) => {
      sizes[wire] = (sizes[wire] ?? 0) + 1
    },
    tick: () => {
      if (asked < 3 || sentAfter) return
      sentAfter = true
      sentLastAt = Date.now()
      burst(70)
    },
  },
  () => {
    if (++asked === 3) {
      burst(60)
      sentFirstAt = Date.now()
    }
    return asked >= 3
  },
)
source.close()
const between = sentFirstAt <= endedAt && endedAt <= sentLastAt
process.stdout.write(
  `${JSON.stringify({ sizes, sentAfter, between, drops: source.takeDrops() })}\n`,
)

/** Opens and closes a ring 20 times, in between 20 failing opens; prints what the process holds before and after. argv[2]: options as JSON. */
import { readdirSync, readFileSync } from 'node:fs'
import { failureOf } from '../../../src/base/failure.ts'
import type { SourceOptions } from '../../../src/net/packet-source.ts'
import { openPacketRing } from '../../../src/net/ring/packet-ring.ts'

const options = JSON.parse(process.argv[2] ?? '') as SourceOptions
const held = (): { descriptors: number; rings: number } => ({
  descriptors: readdirSync('/proc/self/fd').length,
  rings: readFileSync('/proc/self/maps', 'utf8').match(/socket:\[/g)?.length ?? 0,
})
const fail = (changed: Partial<SourceOptions>): string => {
  try {
    openPacketRing({ ...options, ...changed }).close()
    return ''
  } catch (error) {
    return failureOf(error)?.code ?? String(error)
  }
}

openPacketRing(options).close() // what is loaded once is loaded now
fail({ filter: 'udp port' })
const before = held()
const first = openPacketRing(options)
const during = held()
first.close()
const codes = new Set<string>()
for (let i = 0; i < 20; i++) {
  openPacketRing(options).close()
  codes.add(fail({ filter: 'udp port' }))
  codes.add(fail({ interface: 'nowhere' }))
}

// A frame kept beyond its time, against the contract: it must be empty, not a fault of the process.
const source = openPacketRing(options)
let kept: Uint8Array | undefined
let stop = false
await source.run(
  {
    frame: (bytes) => {
      kept = bytes
      stop = true
    },
    tick: () => {},
  },
  () => stop,
)
source.close()
const after = held()
process.stdout.write(
  `${JSON.stringify({ before, during, after, codes: [...codes], kept: kept?.length, read: kept?.[0] ?? 'nothing' })}\n`,
)

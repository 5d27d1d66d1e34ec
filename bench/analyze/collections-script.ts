/**
 * The packet path alone, for whoever counts collections of garbage in it: the format's reader and the engine, without what hands out the
 * pieces of a file (some promises for each half mebibyte) and what is made of the figures afterwards. argv[2]: the file, argv[3]: its packets, argv[4]: how often it is read. Prints `Steady` as JSON on standard error, because V8 writes to standard output
 * when it likes.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { LocalNetworks } from '../../src/services/traffic/ends/local-networks.ts'
import { FlowTracker } from '../../src/services/traffic/flow-tracker.ts'
import { DEFAULT_FLOW_LIMIT } from '../../src/services/traffic/flows/flow-table.ts'
import { CaptureFeed } from '../../src/wire/file/capture-feed.ts'
import type { PacketSink } from '../../src/wire/file/capture-file.ts'

/** Until then the code is compiled, and buffers are made that are used again. */
const START_UP_SHARE = 0.2

const PIECE_BYTES = 512 * 1024

/** From when to when the state was steady (ms since the process began), and how many packets came in it. */
export type Steady = { readonly from: number; readonly to: number; readonly packets: number }

const passes = Number(process.argv[4])
const total = Number(process.argv[3]) * passes
const startUp = Math.floor(total * START_UP_SHARE)
const engine = new FlowTracker({ flowLimit: DEFAULT_FLOW_LIMIT, local: new LocalNetworks([]) })
let packets = 0
let from = 0
let to = 0

const sink: PacketSink = {
  frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link) {
    engine.frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link)
    packets++
    if (packets === startUp) from = performance.now()
    else if (packets === total) to = performance.now()
  },
}

const memory = Buffer.allocUnsafeSlow(PIECE_BYTES)
for (let pass = 0; pass < passes; pass++) {
  const feed = new CaptureFeed(sink)
  const file = openSync(process.argv[2] ?? '', 'r')
  for (let bytes = readSync(file, memory); bytes > 0; bytes = readSync(file, memory))
    feed.write(bytes === memory.length ? memory : memory.subarray(0, bytes))
  closeSync(file)
}
const steady: Steady = { from, to, packets: total - startUp }
process.stderr.write(JSON.stringify(steady))

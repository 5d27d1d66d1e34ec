/** Feeds the watchdog, then has something to complain of, then blocks its only thread for ten feeds, each until the argument's time is over. */
import { pause } from '../../../src/base/clock.ts'
import { feedWatchdog, openServiceManager } from '../../../src/net/service-manager.ts'

const spanMs = Number(process.argv[2])
const manager = openServiceManager(process.env)
if (manager === undefined) throw new Error('nobody listens')
let complaint: string | undefined
manager.ready('two\nlines')
const end = feedWatchdog(manager, () => complaint)
await pause(spanMs)
complaint = 'hanging: it'
await pause(spanMs)
complaint = undefined
manager.status('blocked')
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, spanMs)
manager.status('free')
end()
manager.stopping()

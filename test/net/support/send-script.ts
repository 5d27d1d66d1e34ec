/** Sends known Ethernet frames out of an interface and prints how many. argv[2]: a list of `Burst` as JSON; argv[3]: the interface. */
import type { Burst } from './capture-process.ts'
import { frameOf, openSender } from './frame-sender.ts'

const [, , list = '[]', name = ''] = process.argv
const send = openSender(name)
let sent = 0
for (const burst of JSON.parse(list) as Burst[]) {
  const frame = frameOf(burst)
  for (let i = 0; i < burst.count; i++) if (send(frame)) sent++
}
process.stdout.write(`${sent}\n`)

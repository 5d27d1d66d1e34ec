import { begins, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

const GREETING = '# munin node at '
const LINE_FEED = 0x0a
const MAX_GREETING = 300

/** A munin node says who it is before it is asked (guide.munin-monitoring.org, Data exchange between master and node). */
export const munin: Application = {
  name: 'munin',
  transport: 'tcp',
  ports: [4949],
  look: ({ bytes, from, to, isCut }, facts) => {
    const match = begins(bytes, from, to, GREETING)
    if (match !== Match.whole) return match === Match.soFar && !isCut ? Verdict.unsure : Verdict.no
    const start = from + GREETING.length
    let end = start
    while (end < to && bytes[end] !== LINE_FEED) end++
    if (end === to) return to - from < MAX_GREETING && !isCut ? Verdict.more : Verdict.done
    facts.name(bytes, start, end)
    return Verdict.done
  },
}

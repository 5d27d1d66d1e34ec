import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** The parts of collectd's binary protocol (collectd.org, Binary protocol): type, length with these four bytes, value. */
const PART_HEADER = 4
const HOST = 0x0000
const LAST_VALUE_TYPE = 0x0009
/** A notification and its severity. */
const MESSAGE = 0x0100
const SEVERITY = 0x0101
const MAX_PARTS = 512

/** Figures of a machine, sent by its own collectd. They begin with the machine's name. */
export const collectd: Application = {
  name: 'collectd',
  transport: 'udp',
  ports: [25826],
  look: ({ bytes, from, to, isCut }, facts) => {
    if (to - from <= PART_HEADER || u16(bytes, from) !== HOST) return Verdict.no
    const end = from + u16(bytes, from + 2)
    // A text ends with a zero, which is no part of it.
    if (end <= from + PART_HEADER + 1 || end > to || u8(bytes, end - 1) !== 0) return Verdict.no
    let at = end
    for (let count = 0; count < MAX_PARTS && at + PART_HEADER <= to; count++) {
      const length = u16(bytes, at + 2)
      const type = u16(bytes, at)
      const isKnown = type <= LAST_VALUE_TYPE || type === MESSAGE || type === SEVERITY
      if (!isKnown || length <= PART_HEADER) return Verdict.no
      at += length
    }
    if (at !== to && !isCut) return Verdict.no
    facts.name(bytes, from + PART_HEADER, end - 1)
    return Verdict.done
  },
}

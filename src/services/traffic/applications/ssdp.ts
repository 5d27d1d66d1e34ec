import { begins, indexOfByte, indexOfWord, Match } from '../../../wire/text-line.ts'
import { type Application, type Facts, Verdict } from './application.ts'

/** The first lines (UPnP Device Architecture 2.0, 1.2 and 1.3). */
const SEARCH = 'M-SEARCH * HTTP/1.'
const NOTIFY = 'NOTIFY * HTTP/1.'
const ANSWER = 'HTTP/1.1 200 '
const HOST = '\r\nHOST:'
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20

/** HTTP in datagrams, as nothing else is: a search is answered from any port, to that of the asker. */
export const ssdp: Application = {
  name: 'ssdp',
  transport: 'udp',
  ports: [1900],
  look: ({ bytes, from, to }, facts) => {
    if (begins(bytes, from, to, SEARCH) === Match.whole) facts.detail('M-SEARCH')
    else if (begins(bytes, from, to, NOTIFY) === Match.whole) facts.detail('NOTIFY')
    else if (begins(bytes, from, to, ANSWER) === Match.whole) facts.detail('200')
    else return Verdict.no
    tellHost(bytes, from, to, facts)
    return Verdict.done
  },
  asksAbout: true,
  follows: true,
}

/** The group and its port, as the header says them. */
const tellHost = (bytes: Uint8Array, from: number, to: number, facts: Facts): void => {
  const header = indexOfWord(bytes, from, to, HOST)
  if (header < 0) return
  let start = header + HOST.length
  while (start < to && bytes[start] === SPACE) start++
  const end = indexOfByte(bytes, start, to, CARRIAGE_RETURN)
  if (end >= 0) facts.name(bytes, start, end)
}

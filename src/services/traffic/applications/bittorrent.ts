import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { begins, beginsWithOne, Match } from '../../../wire/text-line.ts'
import { type Application, type Payload, Verdict } from './application.ts'

/** BEP 3, peer protocol: a length of 19, and the words. */
const HANDSHAKE = '\x13BitTorrent protocol'
/** BEP 14, local service discovery. */
const SEARCH = 'BT-SEARCH * HTTP/1.1\r\n'
/** BEP 5: the dictionary of a question, of an answer (BEP 42: the asker's address before it) or of an error. */
const DHT_BEGINNINGS = ['d1:ad2:id20:', 'd1:rd2:id20:', 'd1:eli2', 'd2:ip6:', 'd2:ip18:'] as const
const DICTIONARY_END = 0x65
/** BEP 15: to a tracker, before anything else. */
const TRACKER_HIGH = 0x00000417
const TRACKER_LOW = 0x27101980
const TRACKER_LENGTH = 16

/** BEP 29, uTP. A SYN has answered nothing yet: what tells of the other side is 0. */
const UTP_HEADER = 20
const UTP_CONNECTION = 2
const UTP_TIME = 4
const UTP_DELAY = 8
const UTP_SEQUENCE = 16
const UTP_ACKNOWLEDGED = 18
const UTP_SYN = 0x4100
const UTP_VERSION = 1
const UTP_LAST_TYPE = 4
/** Each has the number of the next and its own length before it: selective acknowledgements, and bits that some send. */
const UTP_LAST_EXTENSION = 2
const UTP_EXTENSIONS = 2
const UTP_DATAGRAMS = 3
/** Between two datagrams of one side: some seconds in microseconds, and not many lost. */
const UTP_TIME_STEP = 1 << 24
const UTP_SEQUENCE_STEP = 32

/** BitTorrent between peers, to trackers and in its DHT. Encrypted peers (MSE) are not told. */
export const bittorrent: Application = {
  name: 'bittorrent',
  transport: 'both',
  ports: [],
  look: (payload) => {
    const { bytes, from, to } = payload
    if (payload.isTcp) {
      const match = begins(bytes, from, to, HANDSHAKE)
      if (match === Match.whole) return Verdict.done
      return match === Match.soFar ? Verdict.unsure : Verdict.no
    }
    if (isMessage(bytes, from, to)) return Verdict.done
    return lookAtUtp(payload)
  },
}

const isMessage = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (begins(bytes, from, to, SEARCH) === Match.whole) return true
  if (to - from >= TRACKER_LENGTH && i32(bytes, from) === TRACKER_HIGH)
    return i32(bytes, from + 4) === TRACKER_LOW && i32(bytes, from + 8) === 0
  if (u8(bytes, to - 1) !== DICTIONARY_END) return false
  return beginsWithOne(bytes, from, to, DHT_BEGINNINGS) === Match.whole
}

/** One SYN, or datagrams of one connection whose numbers and times go on. */
const lookAtUtp = ({ bytes, from, to, datagrams, ends }: Payload): Verdict => {
  let at = from
  let last = -1
  for (let i = 0; i < datagrams; i++) {
    const end = ends[i] ?? to
    if (!isUtp(bytes, at, end)) return Verdict.no
    if (end - at === UTP_HEADER && u16(bytes, at) === UTP_SYN)
      return i32(bytes, at + UTP_DELAY) === 0 && u16(bytes, at + UTP_ACKNOWLEDGED) === 0
        ? Verdict.done
        : Verdict.no
    if (last >= 0 && !goesOn(bytes, last, at)) return Verdict.no
    last = at
    at = end
  }
  return datagrams < UTP_DATAGRAMS ? Verdict.unsure : Verdict.done
}

const isUtp = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (end - at < UTP_HEADER || (u8(bytes, at) & 15) !== UTP_VERSION) return false
  if (u8(bytes, at) >> 4 > UTP_LAST_TYPE) return false
  let extension = u8(bytes, at + 1)
  let next = at + UTP_HEADER
  for (let i = 0; extension !== 0; i++) {
    if (extension > UTP_LAST_EXTENSION || i === UTP_EXTENSIONS || next + 2 > end) return false
    extension = u8(bytes, next)
    next += 2 + u8(bytes, next + 1)
  }
  return next <= end
}

/** Its clock has microseconds, so that no two datagrams have the same time. */
const goesOn = (bytes: Uint8Array, before: number, at: number): boolean => {
  const time = (i32(bytes, at + UTP_TIME) - i32(bytes, before + UTP_TIME)) | 0
  const sequence = u16(bytes, at + UTP_SEQUENCE) - u16(bytes, before + UTP_SEQUENCE)
  return (
    u16(bytes, at + UTP_CONNECTION) === u16(bytes, before + UTP_CONNECTION) &&
    time > 0 &&
    time < UTP_TIME_STEP &&
    (sequence & 0xffff) <= UTP_SEQUENCE_STEP
  )
}

import { i32, u8, u16 } from '../../../wire/bytes.ts'
import { type Application, type Payload, Verdict } from './application.ts'

/** RFC 3550, 5.1 and 6.4: both begin with version 2; the second byte tells them apart (RFC 5761, 4). */
const VERSION = 2
const RTP_HEADER = 12
const SEQUENCE = 2
const TIMESTAMP = 4
const SSRC = 8
/** RFC 3551, 6: the static payload types, and the dynamic ones. */
const LAST_STATIC_TYPE = 34
const FIRST_DYNAMIC_TYPE = 96
/** No port and no magic number: only several datagrams of one source that go on from each other can tell. */
const RTP_DATAGRAMS = 3
const SEQUENCE_STEP = 16
/** Ten seconds of video at 90 kHz, forth or back. */
const TIMESTAMP_STEP = 1 << 20

const RTCP_HEADER = 8
const RTCP_LENGTH = 2
const RTCP_SSRC = 4
const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
/** Extended reports (RFC 3611) are the last of those that are spoken. */
const LAST_RTCP_TYPE = 207
const RTCP_DATAGRAMS = 2

/** Sound and pictures: RTP, of one source at least from this side. */
export const rtp: Application = {
  name: 'rtp',
  transport: 'udp',
  ports: [],
  look: ({ bytes, from, to, datagrams, ends }) => {
    if (!isRtp(bytes, from, ends[0] ?? to)) return Verdict.no
    let last = from
    let steps = 1
    for (let i = 1; i < datagrams; i++) {
      const at = ends[i - 1] ?? to
      const end = ends[i] ?? to
      // Reports may go the same way (RFC 5761).
      if (isRtcp(bytes, at, end)) continue
      if (!isRtp(bytes, at, end) || !goesOn(bytes, last, at)) return Verdict.no
      if (u16(bytes, at + SEQUENCE) !== u16(bytes, last + SEQUENCE)) steps++
      last = at
    }
    return steps < RTP_DATAGRAMS ? Verdict.unsure : Verdict.done
  },
}

/**
 * What is reported of it: RTCP. One datagram of several packets that fill it (RFC 3550, 6.1) tells, else two of one source: encrypted
 * ones (RFC 3711, 3.4) show only how they begin.
 */
export const rtcp: Application = {
  name: 'rtcp',
  transport: 'udp',
  ports: [],
  look: (payload) => {
    const { bytes, from, to, datagrams, ends } = payload
    let at = from
    for (let i = 0; i < datagrams; i++) {
      const end = ends[i] ?? to
      if (!isRtcp(bytes, at, end)) return Verdict.no
      if (i32(bytes, at + RTCP_SSRC) !== i32(bytes, from + RTCP_SSRC)) return Verdict.no
      if (isCompound(bytes, at, end)) return Verdict.done
      at = end
    }
    return isReported(payload) ? Verdict.done : Verdict.unsure
  },
}

const isReported = ({ bytes, from, datagrams }: Payload): boolean =>
  datagrams >= RTCP_DATAGRAMS && i32(bytes, from + RTCP_SSRC) !== 0

const isRtp = (bytes: Uint8Array, at: number, end: number): boolean => {
  const first = u8(bytes, at)
  if (first >> 6 !== VERSION || end - at <= RTP_HEADER + 4 * (first & 15)) return false
  const type = u8(bytes, at + 1) & 0x7f
  return (type <= LAST_STATIC_TYPE || type >= FIRST_DYNAMIC_TYPE) && i32(bytes, at + SSRC) !== 0
}

const goesOn = (bytes: Uint8Array, before: number, at: number): boolean => {
  const sequence = (u16(bytes, at + SEQUENCE) - u16(bytes, before + SEQUENCE)) & 0xffff
  const time = (i32(bytes, at + TIMESTAMP) - i32(bytes, before + TIMESTAMP)) | 0
  return (
    i32(bytes, at + SSRC) === i32(bytes, before + SSRC) &&
    sequence <= SEQUENCE_STEP &&
    time < TIMESTAMP_STEP &&
    time > -TIMESTAMP_STEP
  )
}

/** Whether a report begins here, and ends within. */
const isRtcp = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (at + RTCP_HEADER > end || u8(bytes, at) >> 6 !== VERSION) return false
  const type = u8(bytes, at + 1)
  if (type < SENDER_REPORT || type > LAST_RTCP_TYPE) return false
  return at + 4 + 4 * u16(bytes, at + RTCP_LENGTH) <= end
}

/** Whether these are a report and something else, and nothing besides. */
const isCompound = (bytes: Uint8Array, from: number, end: number): boolean => {
  if (u8(bytes, from + 1) > RECEIVER_REPORT) return false
  let packets = 0
  for (let at = from; at < end; packets++) {
    if (!isRtcp(bytes, at, end)) return false
    at += 4 + 4 * u16(bytes, at + RTCP_LENGTH)
  }
  return packets > 1
}

import { i32, u8 } from '../../../wire/bytes.ts'
import { type Application, type Facts, type Payload, Verdict } from './application.ts'

/** RFC 7296, 3.1 (IKEv1: RFC 2408, 3.1): two SPIs, next payload, version, exchange, flags, message, length of all. */
const NEXT_PAYLOAD = 16
const VERSION = 17
const EXCHANGE = 18
const FLAGS = 19
const LENGTH = 24
const HEADER_LENGTH = 28
const IKE_1 = 0x10
const IKE_2 = 0x20
/** RFC 2408, 3.1, and RFC 2409, 5: identity protection, aggressive, informational; quick and new group. */
const EXCHANGES_1: readonly number[] = [2, 4, 5, 32, 33]
const LAST_PAYLOAD_1 = 20
const FLAGS_1 = 0x07
/** RFC 7296, 3.1 and 3.2; the last are of RFC 9370 and RFC 9464. */
const FIRST_EXCHANGE_2 = 34
const LAST_EXCHANGE_2 = 44
const FIRST_PAYLOAD_2 = 33
const LAST_PAYLOAD_2 = 54
const FLAGS_2 = 0x38

/** RFC 3948, 2: on this port four zeros go before IKE; else it is ESP, whose SPI is not among the reserved ones (RFC 4303, 2.1). */
const NAT_PORT = 4500
const MARKER_LENGTH = 4
const LAST_RESERVED_SPI = 255
const ESP_SEQUENCE = 4
const MIN_ESP = 16
const SEQUENCE_STEP = 64

/** IKE, whose length agrees, and ESP in UDP, of which two packets of one side go on from each other. Raises the version of IKE. */
export const ipsec: Application = {
  name: 'ipsec',
  transport: 'udp',
  ports: [500, NAT_PORT],
  look: (payload, facts) => {
    const { bytes, from, to } = payload
    if (payload.serverPort !== NAT_PORT) return lookAtIke(bytes, from, to, facts)
    if (to - from > MARKER_LENGTH && i32(bytes, from) === 0)
      return lookAtIke(bytes, from + MARKER_LENGTH, to, facts)
    return lookAtEsp(payload)
  },
}

const lookAtIke = (bytes: Uint8Array, at: number, to: number, facts: Facts): Verdict => {
  if (at + HEADER_LENGTH > to) return Verdict.no
  const version = u8(bytes, at + VERSION)
  if (version !== IKE_1 && version !== IKE_2) return Verdict.no
  if (i32(bytes, at + LENGTH) !== to - at) return Verdict.no
  if (i32(bytes, at) === 0 && i32(bytes, at + 4) === 0) return Verdict.no
  if (!(version === IKE_1 ? isIke1(bytes, at) : isIke2(bytes, at))) return Verdict.no
  facts.detail(version === IKE_1 ? 'IKEv1' : 'IKEv2')
  return Verdict.done
}

const isIke1 = (bytes: Uint8Array, at: number): boolean =>
  EXCHANGES_1.includes(u8(bytes, at + EXCHANGE)) &&
  u8(bytes, at + NEXT_PAYLOAD) <= LAST_PAYLOAD_1 &&
  (u8(bytes, at + FLAGS) & ~FLAGS_1) === 0

const isIke2 = (bytes: Uint8Array, at: number): boolean => {
  const exchange = u8(bytes, at + EXCHANGE)
  const payload = u8(bytes, at + NEXT_PAYLOAD)
  return (
    exchange >= FIRST_EXCHANGE_2 &&
    exchange <= LAST_EXCHANGE_2 &&
    (payload === 0 || (payload >= FIRST_PAYLOAD_2 && payload <= LAST_PAYLOAD_2)) &&
    (u8(bytes, at + FLAGS) & ~FLAGS_2) === 0
  )
}

const lookAtEsp = ({ bytes, from, to, datagrams, ends }: Payload): Verdict => {
  const second = ends[0] ?? to
  if (!isEsp(bytes, from, second)) return Verdict.no
  if (datagrams < 2) return Verdict.unsure
  if (!isEsp(bytes, second, ends[1] ?? to)) return Verdict.no
  const step = i32(bytes, second + ESP_SEQUENCE) - i32(bytes, from + ESP_SEQUENCE)
  const goesOn = i32(bytes, second) === i32(bytes, from) && step > 0 && step <= SEQUENCE_STEP
  return goesOn ? Verdict.done : Verdict.no
}

const isEsp = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at >= MIN_ESP && i32(bytes, at) >>> 0 > LAST_RESERVED_SPI

import { i32, u8 } from '../../../wire/bytes.ts'
import { type Application, type Payload, Verdict } from './application.ts'

/** WireGuard (the paper), 5.4: the type and three reserved zeros, as one number. */
const INITIATION = 0x01000000
const RESPONSE = 0x02000000
const COOKIE = 0x03000000
const TRANSPORT = 0x04000000
const INITIATION_LENGTH = 148
const RESPONSE_LENGTH = 92
const COOKIE_LENGTH = 64
/** Receiver and counter; then blocks of 16 bytes, the tag at least. */
const TRANSPORT_HEADER = 16
const TAG_LENGTH = 16
const SENDER = 4
const COUNTER = 8
const COUNTER_HIGH = 12
/** Between two packets of one side that were captured: some may be lost. */
const COUNTER_STEP = 64

/** WireGuard. Handshakes tell by their lengths; data only on its port, or where two datagrams of one side go on from each other. */
export const wireguard: Application = {
  name: 'wireguard',
  transport: 'udp',
  ports: [51820],
  look: (payload) => {
    const { bytes, from } = payload
    const end = payload.ends[0] ?? payload.to
    if (end - from < TRANSPORT_HEADER + TAG_LENGTH) return Verdict.no
    const isOnPort = payload.serverPort === wireguard.ports[0]
    const length = end - from
    switch (i32(bytes, from)) {
      case INITIATION:
        return verdict(length === INITIATION_LENGTH && i32(bytes, from + SENDER) !== 0)
      case RESPONSE:
        return verdict(length === RESPONSE_LENGTH && i32(bytes, from + SENDER) !== 0)
      case COOKIE:
        return verdict(length === COOKIE_LENGTH && isOnPort)
      case TRANSPORT:
        if (!isTransport(bytes, from, end)) return Verdict.no
        if (isOnPort) return Verdict.done
        return payload.datagrams < 2 ? Verdict.unsure : verdict(goesOn(payload))
      default:
        return Verdict.no
    }
  },
}

const verdict = (isSo: boolean): Verdict => (isSo ? Verdict.done : Verdict.no)

const isTransport = (bytes: Uint8Array, at: number, end: number): boolean =>
  end - at >= TRANSPORT_HEADER + TAG_LENGTH &&
  (end - at) % TAG_LENGTH === 0 &&
  i32(bytes, at) === TRANSPORT

const goesOn = ({ bytes, from, to, ends }: Payload): boolean => {
  const second = ends[0] ?? to
  if (!isTransport(bytes, second, ends[1] ?? to)) return false
  const step = counter(bytes, second) - counter(bytes, from)
  return (
    i32(bytes, second + SENDER) === i32(bytes, from + SENDER) &&
    i32(bytes, second + COUNTER_HIGH) === i32(bytes, from + COUNTER_HIGH) &&
    step > 0 &&
    step <= COUNTER_STEP
  )
}

/** Its lower half; little-endian. */
const counter = (bytes: Uint8Array, at: number): number =>
  u8(bytes, at + COUNTER) |
  (u8(bytes, at + COUNTER + 1) << 8) |
  (u8(bytes, at + COUNTER + 2) << 16) |
  (u8(bytes, at + COUNTER + 3) << 24)

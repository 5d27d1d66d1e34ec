import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** RFC 5905, 7.3. */
const HEADER_LENGTH = 48
const STRATUM = 1
const LAST_STRATUM = 16
const LAST_VERSION = 4
/** RFC 9327, 2: what follows its header is counted at 10, padded to words, and may be authenticated. */
const CONTROL_LENGTH = 12
const CONTROL_COUNT = 10
const CONTROL = 6
/** RFC 1305's private mode, as ntpdc speaks it: the header of a request. */
const PRIVATE_LENGTH = 8
const PRIVATE = 7
const MODES = [
  '',
  'symmetric',
  'symmetric',
  'client',
  'server',
  'broadcast',
  'control',
  'private',
] as const

/** NTP; its bytes alone are too few that are known. Raises the mode (RFC 5905, 3) of the first packet. */
export const ntp: Application = {
  name: 'ntp',
  transport: 'udp',
  ports: [123],
  portsOnly: true,
  look: ({ bytes, from, to }, facts) => {
    const version = (u8(bytes, from) >> 3) & 7
    const mode = u8(bytes, from) & 7
    const length = to - from
    if (version === 0 || version > LAST_VERSION || mode === 0) return Verdict.no
    if (mode === CONTROL) {
      if (length < CONTROL_LENGTH || CONTROL_LENGTH + u16(bytes, from + CONTROL_COUNT) > length)
        return Verdict.no
    } else if (mode === PRIVATE) {
      if (length < PRIVATE_LENGTH) return Verdict.no
    } else if (length < HEADER_LENGTH || length % 4 !== 0) return Verdict.no
    else if (u8(bytes, from + STRATUM) > LAST_STRATUM) return Verdict.no
    facts.detail(MODES[mode] ?? '')
    return Verdict.done
  },
}

import { u8, u16 } from '../../../wire/bytes.ts'
import { type Application, Verdict } from './application.ts'

/** MODBUS Messaging on TCP/IP Implementation Guide, 3.1.3: transaction, protocol (0), length of what follows, unit. */
const PROTOCOL = 2
const LENGTH = 4
const FUNCTION = 7
const HEADER_LENGTH = 6
const MIN_LENGTH = 2
/** Unit, and a PDU of 253 bytes at most (MODBUS Application Protocol, 4.1). */
const MAX_LENGTH = 254
const EXCEPTION = 0x80
/** MODBUS Application Protocol, 6: the public functions. */
const FUNCTIONS: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43,
]

/** Modbus over TCP: whole messages, one after the other. */
export const modbus: Application = {
  name: 'modbus',
  transport: 'tcp',
  ports: [502],
  portsOnly: true,
  look: ({ bytes, from, to }) => {
    let at = from
    while (at + FUNCTION < to) {
      const length = u16(bytes, at + LENGTH)
      if (u16(bytes, at + PROTOCOL) !== 0 || length < MIN_LENGTH || length > MAX_LENGTH)
        return Verdict.no
      if (!FUNCTIONS.includes(u8(bytes, at + FUNCTION) & ~EXCEPTION)) return Verdict.no
      at += HEADER_LENGTH + length
    }
    return at === to ? Verdict.done : Verdict.unsure
  },
}

import { u8, u16 } from '../../../wire/bytes.ts'
import { begins, Match } from '../../../wire/text-line.ts'
import { type Application, Verdict } from './application.ts'

/** MQTT 5.0 and 3.1.1, 2.1 and 3.1: packet type 1, flags 0. */
const CONNECT = 0x10
/** Bytes of a length of seven bits each (MQTT 5.0, 1.5.5). */
const MAX_LENGTH_BYTES = 4
/** By protocol level. */
const VERSIONS = ['', '', '', '3.1', '3.1.1', '5.0'] as const
const OLD_NAME = 'MQIsdp'
const NAME = 'MQTT'
/** Level, flags and keep-alive follow the name. */
const BEHIND_NAME = 4

/** The client's CONNECT (MQTT 5.0 and 3.1.1, 3.1.2). Raises the version. */
export const mqtt: Application = {
  name: 'mqtt',
  transport: 'tcp',
  ports: [1883],
  look: ({ bytes, from, to }, facts) => {
    if (u8(bytes, from) !== CONNECT) return Verdict.no
    let length = 0
    let at = from + 1
    for (let i = 0; ; i++) {
      if (at >= to) return Verdict.unsure
      const byte = u8(bytes, at++)
      length += (byte & 0x7f) << (7 * i)
      if (byte < 0x80) break
      if (i + 1 === MAX_LENGTH_BYTES) return Verdict.no
    }
    if (at + 2 > to) return Verdict.unsure
    const nameLength = u16(bytes, at)
    const name = nameLength === NAME.length ? NAME : OLD_NAME
    if (nameLength !== name.length || length < 2 + nameLength + BEHIND_NAME) return Verdict.no
    const match = begins(bytes, at + 2, to, name)
    if (match === Match.no) return Verdict.no
    const level = at + 2 + nameLength
    if (level >= to) return Verdict.unsure
    const version = VERSIONS[u8(bytes, level)]
    if (!version) return Verdict.no
    facts.detail(version)
    return Verdict.done
  },
}

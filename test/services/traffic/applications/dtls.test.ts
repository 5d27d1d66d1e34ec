import { describe, expect, it } from 'vitest'
import { dtls } from '../../../../src/services/traffic/applications/dtls.ts'
import { datagramHelloOf, serverName } from '../../../wire/tls-messages.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'
import { join, noise } from './spoken.ts'

const NAME = 'vpn.shop.example'
const HANDSHAKE = 22
const DATA = 23

const recordOf = (type: number, version: readonly number[], body: Uint8Array): Uint8Array =>
  Uint8Array.from([
    ...[type, ...version, 0, 0, 0, 0, 0, 0, 0, 1],
    ...[body.length >> 8, body.length & 255, ...body],
  ])

const said = (bytes: Uint8Array): Said => ({ bytes, serverPort: OTHER_PORT })
const heard = (bytes: Uint8Array) => hear(dtls, said(bytes))

const message = datagramHelloOf({ extensions: [serverName(NAME)] })
const DTLS_1_0 = [0xfe, 0xff]
const DTLS_1_2 = [0xfe, 0xfd]
const asked = recordOf(HANDSHAKE, DTLS_1_0, message)

describe('the application DTLS', () => {
  it('tells the name that the client asks for', () => {
    expect(heard(asked)).toEqual({ verdict: 'done', facts: ['detail 1.0', `name ${NAME}`] })
    const withCookie = datagramHelloOf({ extensions: [serverName(NAME)] }, noise(20))
    const again = recordOf(HANDSHAKE, DTLS_1_2, withCookie)
    expect(heard(again)).toEqual({ verdict: 'done', facts: ['detail 1.2', `name ${NAME}`] })
  })

  it('tells no name of a hello in fragments, and none of other messages', () => {
    const part = Uint8Array.from(message.subarray(0, -10))
    part[11] = (part[11] ?? 0) - 10
    for (const body of [part, datagramHelloOf({}), noise(40)])
      expect(heard(recordOf(HANDSHAKE, DTLS_1_2, body)).facts).toEqual(['detail 1.2'])
  })

  it('knows what was spoken before the standard', () => {
    const records = [recordOf(HANDSHAKE, [1, 0], noise(86)), recordOf(DATA, [1, 0], noise(80))]
    for (const record of records)
      expect(heard(record)).toEqual({ verdict: 'done', facts: ['detail 1.0'] })
  })

  it('is nothing whose records do not fill the datagram', () => {
    for (const cut of eachCut(said(asked)).slice(1))
      expect(hear(dtls, cut)).toEqual({ verdict: 'no', facts: [] })
    expect(heard(join(asked, '\0'))).toEqual({ verdict: 'no', facts: [] })
  })
})

it(`DTLS reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const { overread, understood, refused } = hearDamaged(
    dtls,
    [
      asked,
      recordOf(HANDSHAKE, DTLS_1_2, datagramHelloOf({ extensions: [serverName(NAME)] }, noise(9))),
      join(recordOf(HANDSHAKE, DTLS_1_2, noise(20)), recordOf(DATA, DTLS_1_2, noise(20))),
    ].map(said),
  )
  // Nobody is shown a payload of nothing.
  expect(overread.filter((hex) => hex !== '')).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})

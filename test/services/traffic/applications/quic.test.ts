import { describe, expect, it } from 'vitest'
import { fileFlows } from '../../../../src/services/traffic/file-flows.ts'
import { FlowEngine } from '../../../../src/services/traffic/flow-engine.ts'
import { LocalNetworks } from '../../../../src/services/traffic/local-networks.ts'
import { LinkType } from '../../../../src/wire/link-type.ts'
import { clientHello, cryptoFrame, initialPacket } from '../../../wire/quic-initials.ts'
import { frameOf, randomFrom } from '../traffic-frames.ts'

const V1 = 1
const V2 = 0x6b3343cf
const NAME = 'www.shop.example'
const hello = clientHello(NAME, 'h3')
const id = Buffer.from('0102030405060708', 'hex')
const otherId = Buffer.from('1112131415161718', 'hex')
/** Where Google's versions have the number of CRYPTO frames. */
const GOOGLE_CRYPTO = 8
const DAMAGED = 2_000

const ends = { from: [192, 168, 1, 5], to: [198, 51, 100, 7], fromPort: 50_000, toPort: 443 }

/** What the engine makes of a flow with these datagrams of its client. */
const heard = (...datagrams: readonly Uint8Array[]) =>
  heardOfBoth(datagrams.map((payload) => ({ ...ends, payload })))

const answer = (payload: Uint8Array) => ({
  from: ends.to,
  to: ends.from,
  fromPort: ends.toPort,
  toPort: ends.fromPort,
  payload,
})

const heardOfBoth = (datagrams: readonly Parameters<typeof frameOf>[0][]) => {
  const core = new FlowEngine({ flowLimit: 100, local: new LocalNetworks([]) })
  for (const [index, datagram] of datagrams.entries()) {
    const bytes = frameOf(datagram)
    core.frame(bytes, 0, bytes.length, bytes.length, index, 0, -1, LinkType.ethernet)
  }
  const [flow] = fileFlows(core)
  const { details, names } = core.facts
  const said = Array.from({ length: details.size }, (_, entry) =>
    names.texts.textOf(details.keys[2 * entry + 1] ?? 0),
  )
  return { application: flow?.application, name: flow?.name, said }
}

const packet = (...frames: readonly Buffer[]) => initialPacket(V1, id, Buffer.concat(frames))

describe('the application QUIC', () => {
  it.each([
    ['version 1', V1, 'v1'],
    ['version 2', V2, 'v2'],
    ['draft 29', 0xff00001d, 'draft-29'],
    ['draft 27', 0xff00001b, 'draft-27'],
    ['draft 22', 0xff000016, 'draft-22'],
    ['Facebook’s version 2', 0xfaceb002, 'mvfst'],
  ])('opens the first packet of %s, and tells name and protocol', (_, version, word) => {
    expect(heard(initialPacket(version, id, cryptoFrame(0, hello)))).toEqual({
      application: 'quic',
      name: NAME,
      said: [word, 'h3'],
    })
  })

  it('puts a hello together that comes in pieces, in any order, with padding between', () => {
    const pieces = [0, 40, 80].map((at, index) =>
      cryptoFrame(at, hello.subarray(at, index === 2 ? hello.length : at + 40)),
    )
    const [first = hello, second = hello, third = hello] = pieces
    expect(heard(packet(third, Buffer.alloc(9), first, Buffer.from([1]), second)).name).toBe(NAME)
    expect(heard(packet(third), packet(first), packet(second)).name).toBe(NAME)
  })

  it('goes on with the keys of the first id when the client uses the one that its server chose', () => {
    const begins = packet(cryptoFrame(0, hello.subarray(0, 50)))
    const goesOn = initialPacket(V1, otherId, cryptoFrame(50, hello.subarray(50)), 1, id)
    expect(heard(begins, goesOn).name).toBe(NAME)
  })

  it('waits for the rest of a hello whose beginning the server has already answered', () => {
    const begins = packet(cryptoFrame(0, hello.subarray(0, 50)))
    const goesOn = initialPacket(V1, otherId, cryptoFrame(50, hello.subarray(50)), 1, id)
    const answered = initialPacket(V1, Buffer.alloc(0), cryptoFrame(0, hello), 0, otherId)
    const flow = [{ ...ends, payload: begins }, answer(answered), { ...ends, payload: goesOn }]
    expect(heardOfBoth(flow)).toMatchObject({ application: 'quic', name: NAME })
  })

  it.each([
    ['T050', 0x54303530],
    ['T051', 0x54303531],
  ])('opens %s of Google, which has its own number for CRYPTO', (word, version) => {
    const frame = cryptoFrame(0, hello)
    frame[0] = GOOGLE_CRYPTO
    const { name, said } = heard(initialPacket(version, id, frame))
    expect([name, said]).toEqual([NAME, [word, 'h3']])
  })

  it('says no name before the hello is whole, and none at all where the tag is wrong', () => {
    expect(heard(packet(cryptoFrame(0, hello.subarray(0, 50))))).toMatchObject({ name: '' })
    const forged = Buffer.from(packet(cryptoFrame(0, hello)))
    forged[300] = (forged[300] ?? 0) ^ 1
    expect(heard(forged)).toMatchObject({ application: 'quic', name: '' })
  })

  it('reads the name of Google’s own handshake', () => {
    const host = Buffer.from(NAME)
    const tags = Buffer.concat([
      Buffer.from('CHLO'),
      Buffer.from([2, 0, 0, 0]),
      Buffer.from('PAD\0'),
      Buffer.from([4, 0, 0, 0]),
      Buffer.from('SNI\0'),
      Buffer.from([4 + host.length, 0, 0, 0]),
      Buffer.from('----'),
      host,
    ])
    const flags = Buffer.from([0x09])
    const datagram = Buffer.concat([flags, id, Buffer.from('Q043'), Buffer.alloc(17), tags])
    expect(heard(datagram)).toEqual({ application: 'quic', name: NAME, said: ['Q043'] })
  })

  it(`never throws and never says a wrong name, for ${DAMAGED} damaged packets`, () => {
    const random = randomFrom(9369)
    const whole = packet(cryptoFrame(0, hello))
    const core = new FlowEngine({ flowLimit: DAMAGED, local: new LocalNetworks([]) })
    for (let run = 0; run < DAMAGED; run++) {
      const damaged = Buffer.from(whole.subarray(0, random(8) === 0 ? random(1_200) : 1_200))
      for (let change = random(4); change >= 0; change--)
        if (damaged.length > 0) damaged[random(random(2) === 0 ? 30 : damaged.length)] = random(256)
      const bytes = frameOf({ ...ends, fromPort: 10_000 + run, payload: damaged })
      core.frame(bytes, 0, bytes.length, bytes.length, 0, 0, -1, LinkType.ethernet)
    }
    const names = new Set([...fileFlows(core)].map(({ name }) => name))
    expect([...names].sort()).toEqual(['', NAME])
  })
})

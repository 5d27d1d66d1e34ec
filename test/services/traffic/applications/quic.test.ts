import { describe, expect, it } from 'vitest'
import { Verdict } from '../../../../src/services/traffic/applications/application.ts'
import { quic } from '../../../../src/services/traffic/applications/quic.ts'
import { LocalNetworks } from '../../../../src/services/traffic/ends/local-networks.ts'
import { fileFlows } from '../../../../src/services/traffic/files/file-flows.ts'
import { FlowTracker } from '../../../../src/services/traffic/flow-tracker.ts'
import { LinkType } from '../../../../src/wire/link/link-type.ts'
import { seededRandom } from '../../../support/random.ts'
import { clientHello, cryptoFrame, initialPacket } from '../../../wire/quic-initials.ts'
import { frameOf } from '../traffic-frames.ts'
import { DAMAGED, OTHER_PORT } from './heard.ts'

const V1 = 1
const V2 = 0x6b3343cf
const NAME = 'www.shop.example'
const hello = clientHello(NAME, 'h3')
const id = Buffer.from('0102030405060708', 'hex')
const otherId = Buffer.from('1112131415161718', 'hex')
/** Where Google's versions have the number of CRYPTO frames. */
const GOOGLE_CRYPTO = 8
const MAX_DATAGRAMS = 8

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
  const tracker = new FlowTracker({ flowLimit: 100, local: new LocalNetworks([]) })
  for (const [index, datagram] of datagrams.entries()) {
    const bytes = frameOf(datagram)
    tracker.frame(bytes, 0, bytes.length, bytes.length, index, 0, -1, LinkType.ethernet)
  }
  const [flow] = fileFlows(tracker)
  const { details, names } = tracker.facts
  const said = Array.from({ length: details.size }, (_, entry) =>
    names.texts.textOf(details.keys[2 * entry + 1] ?? 0),
  )
  return { application: flow?.application, name: flow?.name, said }
}

const packet = (...frames: readonly Buffer[]) => initialPacket(V1, id, Buffer.concat(frames))

const PADDING = 64

/** What the application makes of these datagrams of a client, which stand between bytes of `around`. */
const look = (
  datagrams: readonly Uint8Array[],
  { isCut = false, serverPort = 443, around = 0x21 },
) => {
  const said = Buffer.concat(datagrams)
  const to = PADDING + said.length
  const bytes = new Uint8Array(to + PADDING).fill(around)
  bytes.set(said, PADDING)
  let end = PADDING
  const ends = Int32Array.from(datagrams, ({ length }) => {
    end += length
    return end
  })
  const names: string[] = []
  const details: string[] = []
  const text = (array: Uint8Array, from: number, last: number) =>
    Buffer.from(array.subarray(from, last)).toString('latin1')
  const verdict = quic.look(
    {
      ...{ bytes, from: PADDING, to, datagrams: datagrams.length, ends, isCut, isTcp: false },
      ...{ fromClient: true, clientPort: 50_000, serverPort, isToGroup: false },
    },
    {
      name: (array, from, last) => names.push(text(array, from, last)),
      detail: (word) => details.push(word),
      detailOf: (array, from, last) => details.push(text(array, from, last)),
      dnsQuestion: () => {},
      dnsAnswer: () => {},
      hostAddress: () => {},
      senderName: () => {},
      machineName: () => {},
    },
  )
  return { verdict, names, details }
}

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

  it('waits for the rest of a hello no longer than some datagrams', () => {
    const parts = Array.from({ length: MAX_DATAGRAMS + 1 }, (_, index) =>
      packet(cryptoFrame(index, hello.subarray(index, index + 1))),
    )
    const verdicts = parts.map((_, index) => look(parts.slice(0, index + 1), {}).verdict)
    const { more, done } = Verdict
    expect(verdicts).toEqual([...new Array(MAX_DATAGRAMS - 1).fill(more), done, done])
    const tooLate = [...parts.slice(0, MAX_DATAGRAMS), packet(cryptoFrame(0, hello))]
    expect(look(tooLate, {}).names).toEqual([])
    expect(look(tooLate.slice(1), {}).names).toEqual([NAME])
  })

  it('says no other name where it is cut behind any of its bytes', () => {
    const whole = packet(cryptoFrame(0, hello))
    const names = new Set<string>()
    for (let length = 1; length < whole.length; length++)
      for (const isCut of [false, true])
        for (const name of look([whole.subarray(0, length)], { isCut }).names) names.add(name)
    // What the snaplen cut is opened as far as it goes, since nothing can prove it.
    expect([...names]).toEqual([NAME])
  })

  it(`never throws, never says a wrong name, and makes the same of ${DAMAGED} damaged packets whatever is around them`, () => {
    const random = seededRandom(9_369)
    const seeds = [V1, V2].map((version) => initialPacket(version, id, cryptoFrame(0, hello)))
    const names = new Set<string>()
    const verdicts = new Map<number, number>()
    for (let run = 0; run < DAMAGED; run++) {
      const damaged = Buffer.from(random.oneOf(seeds))
      for (let change = random.whole(0, 3); change > 0; change--)
        damaged[random.whole(0, random.oneOf([30, damaged.length - 1]))] = random.whole(0, 255)
      const length = random.whole(0, 3) === 0 ? random.whole(1, damaged.length) : damaged.length
      const datagrams = [damaged.subarray(0, length)]
      const serverPort = random.oneOf([443, OTHER_PORT])
      const said = look(datagrams, { serverPort })
      expect(look(datagrams, { serverPort, around: 0xc0 })).toEqual(said)
      for (const name of said.names) names.add(name)
      verdicts.set(said.verdict, (verdicts.get(said.verdict) ?? 0) + 1)
    }
    expect([...names]).toEqual([NAME])
    for (const verdict of [Verdict.no, Verdict.done])
      expect(verdicts.get(verdict)).toBeGreaterThan(DAMAGED / 20)
  })
})

import { describe, expect, it } from 'vitest'
import { QuicCryptoStream } from '../../../src/wire/quic/quic-crypto-stream.ts'
import { createQuicHeader, readQuicHeader } from '../../../src/wire/quic/quic-packet.ts'
import { createClientHello, readClientHello } from '../../../src/wire/tls/client-hello.ts'
import { clientHello, cryptoFrame, initialPacket, sampleFrame } from '../quic-initials.ts'

const V1 = 1
const V2 = 0x6b3343cf
const MAX_STREAM = 16_384
/** The connection id of the examples in both standards. */
const id = Buffer.from('8394c8f03e515708', 'hex')
const idOf = (number: number) => Buffer.from([0xee, 0, 0, 0, 0, 0, 0, number])
const hello = clientHello('www.shop.example', 'h3')

/** Whether each of these packets was opened. */
const take = (stream: QuicCryptoStream, ...packets: readonly Buffer[]): boolean[] =>
  packets.map((packet) => {
    const header = createQuicHeader()
    expect(readQuicHeader(packet, 0, packet.length, header)).toBe(true)
    return stream.take(packet, 0, packet.length, header, false)
  })

const nameIn = ({ bytes, length }: QuicCryptoStream): string => {
  const found = createClientHello()
  if (readClientHello(bytes, 0, length, found) !== 1) return ''
  return Buffer.from(bytes.subarray(found.nameFrom, found.nameTo)).toString('latin1')
}

describe('what a client says in CRYPTO frames', () => {
  it.each([
    ['RFC 9001', V1],
    ['RFC 9369', V2],
  ])('is read of the packet of %s, A.2', (_, version) => {
    const stream = new QuicCryptoStream()
    expect(take(stream, initialPacket(version, id, sampleFrame, 2))).toEqual([true])
    expect([stream.length, nameIn(stream)]).toEqual([241, 'example.com'])
  })

  it('is as long as there is no gap in it', () => {
    const stream = new QuicCryptoStream()
    const piece = (at: number, end: number) =>
      initialPacket(V1, id, cryptoFrame(at, hello.subarray(at, end)))
    take(stream, piece(60, 90))
    expect(stream.length).toBe(0)
    take(stream, piece(0, 40))
    expect(stream.length).toBe(40)
    take(stream, piece(30, 60), piece(90, hello.length))
    expect([stream.length, nameIn(stream)]).toEqual([hello.length, 'www.shop.example'])
    stream.clear()
    expect(stream.length).toBe(0)
    take(stream, piece(40, 60))
    expect(stream.length).toBe(0)
  })

  it('takes no more than there is room for', () => {
    const stream = new QuicCryptoStream()
    for (let at = 0; at < MAX_STREAM; at += 1_000)
      take(stream, initialPacket(V1, id, cryptoFrame(at, Buffer.alloc(1_000, 7))))
    expect(stream.length).toBe(MAX_STREAM)
  })

  it('is opened with the id that a Retry told the client to use, and again with the first', () => {
    const stream = new QuicCryptoStream()
    const packets = [id, idOf(1), idOf(1), id].map((from) =>
      initialPacket(V1, from, cryptoFrame(0, hello)),
    )
    expect(take(stream, ...packets)).toEqual([true, true, true, true])
  })

  it('is not opened with ever new ids', () => {
    const stream = new QuicCryptoStream()
    const packets = [1, 2, 3, 4].map((number) =>
      initialPacket(V1, idOf(number), cryptoFrame(0, hello)),
    )
    expect(take(stream, ...packets)).toEqual([true, true, false, false])
    stream.clear()
    expect(take(stream, ...packets.slice(2))).toEqual([true, true])
  })
})

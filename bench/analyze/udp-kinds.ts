import type { Random } from '../../test/support/random.ts'
import { clientHello, serverHello } from './client-hello.ts'
import { dnsQuery, dnsResponse } from './dns-message.ts'
import { addressOf, endsOf, nameOf, RESOLVER } from './network.ts'
import { initialPacket } from './quic-initial.ts'
import type { Talk } from './talk.ts'
import { UdpTalk } from './udp-talk.ts'

const DNS_PORT = 53
export const DNS_PACKETS = 2

/** A question to the resolver and its answer. */
export const dnsTalk = (flow: number, server: number): Talk => {
  const id = flow & 0xffff
  return new UdpTalk(endsOf(flow, RESOLVER, DNS_PORT), DNS_PACKETS, (number) => ({
    fromClient: number === 0,
    text:
      number === 0
        ? dnsQuery(id, nameOf(server))
        : dnsResponse(id, nameOf(server), addressOf(server)),
    more: 0,
  }))
}

const VOICE_PORT = 40_000
/** 20 ms of G.711 (RFC 3551, 4.5.14). */
const VOICE_BYTES = 160

/** A telephone call: RTP (RFC 3550, 5.1) from both sides in turns. */
export const voiceTalk = (flow: number, server: number, packets: number): Talk =>
  new UdpTalk(endsOf(flow, server, VOICE_PORT), packets, (number) => {
    const text = Buffer.alloc(12)
    const fromClient = number % 2 === 0
    text.writeUInt16BE(0x8000, 0)
    text.writeUInt16BE(number >> 1, 2)
    text.writeUInt32BE((number >> 1) * VOICE_BYTES, 4)
    text.writeUInt32BE(2 * flow + (fromClient ? 0 : 1), 8)
    return { fromClient, text, more: VOICE_BYTES }
  })

const QUIC_PORT = 443
const QUIC_BYTES_MAX = 1_200
const QUIC_SHORT_MAX = 300
const QUIC_FULL_SHARE = 0.6
const QUIC_CLIENT_SHARE = 0.25
export const QUIC_PACKETS_MIN = 4
const ID_BYTES = 8

/** HTTP/3: an Initial of each side with its part of the handshake, then packets with short headers (RFC 9000, 17.3.1). */
export const quicTalk = (
  flow: number,
  server: number,
  packets: number,
  isV6: boolean,
  random: Random,
): Talk => {
  const id = Buffer.alloc(ID_BYTES)
  id.writeUInt32BE(flow, 4)
  return new UdpTalk(endsOf(flow, server, QUIC_PORT, isV6), packets, (number) => {
    if (number === 0) {
      const text = initialPacket('client', id, clientHello(nameOf(server), 'h3'))
      return { fromClient: true, text, more: 0 }
    }
    if (number === 1) {
      const text = initialPacket('server', id, serverHello())
      return { fromClient: false, text, more: 0 }
    }
    const isFull = random.next() < QUIC_FULL_SHARE
    return {
      fromClient: random.next() < QUIC_CLIENT_SHARE,
      text: Buffer.concat([Buffer.from([0x40 | (number & 0x1f)]), id]),
      more: isFull ? QUIC_BYTES_MAX : random.whole(20, QUIC_SHORT_MAX),
    }
  })
}

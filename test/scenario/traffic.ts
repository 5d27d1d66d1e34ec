/** What the device sends: known to the script that sends it and to the test that counts it. */
export const SINK_PORT = 9999
export const PAGE_PORT = 8000
export const PAGE = 'the page of the lab\n'

/** Hosts beyond the device's network, by the names that it asks for: one says its name itself (SNI), of the other only the answer tells. */
export const SHOP = { name: 'www.shop.example', address: '203.0.113.80', port: 443 }
export const CLOCK = { name: 'time.clock.example', address: '203.0.113.81', port: 9998 }
/** A key that both sides know, so that the page over TLS needs no certificate (RFC 4279). */
export const TLS_KEY = Buffer.alloc(16, 7)
export const TLS_CIPHERS = 'PSK-AES128-GCM-SHA256'

export const DATAGRAMS = 400
/** 100 to 1,297 bytes of payload: every datagram fits one frame. */
export const DATAGRAM_BYTES = (index: number): number => 100 + index * 3

/** Ethernet, IPv4 and UDP headers in front of a payload. */
const HEADER_BYTES = 14 + 20 + 8

/** The bytes of all datagrams on the wire. */
export const datagramWireBytes = (): number =>
  Array.from({ length: DATAGRAMS }, (_, index) => DATAGRAM_BYTES(index) + HEADER_BYTES).reduce(
    (sum, bytes) => sum + bytes,
    0,
  )

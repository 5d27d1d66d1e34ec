/** What the device sends: known to the script that sends it and to the test that counts it. */
export const SINK_PORT = 9999
export const PAGE_PORT = 8000
export const PAGE = 'the page of the lab\n'

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

import { clientHello, serverHello, tlsRecord } from './client-hello.ts'
import type { Ends } from './ends.ts'
import type { Opening } from './tcp-talk.ts'

/** Servers that are talked to, each with a name. */
export const SERVERS = 2_000
const DEVICES = 250
const FIRST_PORT = 20_000
const PORTS = 40_000

const GATEWAY_MAC = Uint8Array.of(2, 0, 0, 0, 0, 1)
/** In the range of RFC 2544 for measurements. */
export const addressOf = (server: number): Uint8Array =>
  Uint8Array.of(198, 18, 1 + Math.floor(server / 250), 1 + (server % 250))
const addressOf6 = (server: number): Uint8Array =>
  Uint8Array.from(Buffer.from(`20010db8000100000000000000${hexOf(server)}`, 'hex'))
const hexOf = (number: number): string => number.toString(16).padStart(6, '0')

const deviceAddress = (device: number): Uint8Array => Uint8Array.of(192, 168, 1, 2 + device)
const deviceAddress6 = (device: number): Uint8Array =>
  Uint8Array.from(Buffer.from(`20010db8000200000000000000${hexOf(device)}`, 'hex'))
const deviceMac = (device: number): Uint8Array => Uint8Array.of(2, 0, 0, 0, 1, device)

export const nameOf = (server: number): string => `host-${server}.site-${server % 97}.example.net`

/** The resolver, in the router; in place of a server's number. */
export const RESOLVER = -1
const ROUTER = Uint8Array.of(192, 168, 1, 1)

/** Ends that no other flow has: one device, and one server or the resolver. */
export const endsOf = (flow: number, server: number, serverPort: number, isV6 = false): Ends => {
  const device = flow % DEVICES
  const turn = Math.floor(flow / DEVICES)
  const far = isV6 ? addressOf6(server) : addressOf(server)
  return {
    client: isV6 ? deviceAddress6(device) : deviceAddress(device),
    server: server === RESOLVER ? ROUTER : far,
    clientMac: deviceMac(device),
    serverMac: GATEWAY_MAC,
    clientPort: FIRST_PORT + (turn % PORTS),
    serverPort,
  }
}

const openings = new Map<string, Opening>()

/** What a browser and a server say first. */
export const openingOf = (server: number, isTls: boolean): Opening => {
  const key = `${server} ${isTls}`
  const known = openings.get(key)
  if (known !== undefined) return known
  const name = nameOf(server)
  const opening = isTls
    ? {
        request: tlsRecord(clientHello(name, 'h2')),
        response: Buffer.concat([tlsRecord(serverHello()), Buffer.from('140303000101', 'hex')]),
        isTls,
      }
    : {
        request: Buffer.from(
          `GET /articles/${server}/index.html HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\nAccept-Encoding: gzip, br\r\nConnection: keep-alive\r\n\r\n`,
        ),
        response: Buffer.from(
          'HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/octet-stream\r\nContent-Length: 104857600\r\nConnection: keep-alive\r\n\r\n',
        ),
        isTls,
      }
  openings.set(key, opening)
  return opening
}

/**
 * What the device does, run in its namespace: `device-script.ts ADDRESS` sends datagrams of known sizes to ADDRESS and fetches a page
 * from it; asks it for the names of two hosts beyond, fetches a page from one over TLS, sends the other a datagram, then ends.
 */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import {
  CLOCK,
  DATAGRAM_BYTES,
  DATAGRAMS,
  PAGE_PORT,
  SHOP,
  SINK_PORT,
  TLS_CIPHERS,
  TLS_KEY,
} from './traffic.ts'

const [address = ''] = process.argv.slice(2)

const socket = createSocket('udp4')
const send = (payload: Buffer, port: number, to: string) =>
  new Promise<void>((resolve, reject) =>
    socket.send(payload, port, to, (error) => (error ? reject(error) : resolve())),
  )
for (let index = 0; index < DATAGRAMS; index++)
  await send(Buffer.alloc(DATAGRAM_BYTES(index), 'v'), SINK_PORT, address)

const page = await fetch(`http://${address}:${PAGE_PORT}/`, { headers: { connection: 'close' } })
process.stdout.write(await page.text())

const resolver = new Resolver()
resolver.setServers([address])
const [clock = ''] = await resolver.resolve4(CLOCK.name)
await send(Buffer.from('what time is it?'), CLOCK.port, clock)
socket.close()

const [shop = ''] = await resolver.resolve4(SHOP.name)
const overTls = await new Promise<string>((resolve, reject) => {
  const options = {
    host: shop,
    port: SHOP.port,
    servername: SHOP.name,
    ciphers: TLS_CIPHERS,
    maxVersion: 'TLSv1.2',
    agent: false,
    pskCallback: () => ({ psk: TLS_KEY, identity: 'device' }),
    checkServerIdentity: () => undefined, // whoever knows the key is the server
  } as const
  get(options, (response) => text(response).then(resolve, reject)).on('error', reject)
})
process.stdout.write(overTls)

/**
 * What the device does, run in its namespace: `device-script.ts ADDRESS` sends datagrams of known sizes to ADDRESS and fetches a page
 * from it, then ends.
 */
import { createSocket } from 'node:dgram'
import { DATAGRAM_BYTES, DATAGRAMS, PAGE_PORT, SINK_PORT } from './traffic.ts'

const [address = ''] = process.argv.slice(2)

const socket = createSocket('udp4')
for (let index = 0; index < DATAGRAMS; index++) {
  const payload = Buffer.alloc(DATAGRAM_BYTES(index), 'v')
  await new Promise<void>((resolve, reject) =>
    socket.send(payload, SINK_PORT, address, (error) => (error ? reject(error) : resolve())),
  )
}
socket.close()

const page = await fetch(`http://${address}:${PAGE_PORT}/`, { headers: { connection: 'close' } })
process.stdout.write(await page.text())

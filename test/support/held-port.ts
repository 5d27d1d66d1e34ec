import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port of the loopback that somebody holds, until `release`. */
export const holdPort = async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const release = async () => {
    server.close()
    await once(server, 'close')
  }
  return { port: address.port, release }
}

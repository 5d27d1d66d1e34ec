import { createConnection } from 'node:net'

/** A server that has accepted but says nothing for so long is not ready. */
const ANSWER_WITHIN_MS = 1_000

/**
 * Connects to a Unix socket, sends `request`, and asks `accepts` about the first bytes that come back. False where nothing
 * listens, where nothing comes, or where `accepts` says so; never throws.
 */
export const probeSocket = (
  path: string,
  request: string,
  accepts: (answer: Buffer) => boolean,
): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path)
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(ANSWER_WITHIN_MS, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
    socket.once('data', (bytes) => finish(accepts(bytes)))
    if (request !== '') socket.write(request)
  })

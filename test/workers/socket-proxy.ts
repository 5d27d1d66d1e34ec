import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A way to a server's Unix socket that can be cut, as if the server were away. */
export type SocketProxy = {
  readonly path: string
  /** Closes the way and every connection on it. */
  readonly cut: () => void
  readonly mend: () => Promise<void>
  /** Cuts it and removes what it left on this machine. */
  readonly cleanUp: () => Promise<void>
}

export const startProxy = async (to: string): Promise<SocketProxy> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-proxy-'))
  const at = path.join(folder, 'socket')
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const mend = async () => {
    await rm(at, { force: true })
    const opened = createServer((near) => {
      const far = connect(to)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        one.on('error', () => {})
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
    await new Promise<void>((listening) => opened.listen(at, listening))
    server = opened
  }
  const cut = () => {
    server?.close()
    for (const socket of sockets) socket.destroy()
  }
  const cleanUp = async () => {
    cut()
    await rm(folder, { recursive: true, force: true })
  }
  await mend()
  return { path: at, cut, mend, cleanUp }
}

import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type PeerCredentials, peerOf } from '../../src/net/peer-credentials.ts'
import { isCloneOpen, isRoot, openCloneOnly, rootOnly } from '../support/privilege.ts'

const home = mkdtempSync(join(tmpdir(), 'vigie-peer-'))
chmodSync(home, 0o755)
let server: Server | undefined

afterEach(() => {
  server?.close()
  rmSync(join(home, 'socket'), { force: true })
})

afterAll(() => rmSync(home, { recursive: true, force: true }))

type Seen = { readonly peer: PeerCredentials | undefined; readonly pid: number; socket: Socket }

/** Who the server sees when another process connects to `where`. */
const seenFrom = (where: string | number, uid?: number): Promise<Seen> =>
  new Promise((resolve, reject) => {
    let pid = 0
    server = createServer((socket) => {
      resolve({ peer: peerOf(socket), pid, socket })
      socket.end()
    })
    server.listen(where, () => {
      if (typeof where === 'string') chmodSync(where, 0o777)
      const address = server?.address()
      const to = typeof address === 'object' && address ? address.port : `'${where}'`
      const code = `require('net').connect(${to}).on('data', () => {})`
      const options = uid === undefined ? {} : { uid, gid: uid }
      pid =
        execFile(process.execPath, ['-e', code], options, (error) => error && reject(error)).pid ??
        0
    })
  })

describe('peer credentials', () => {
  it('are those of the process at the other end of a Unix socket', async () => {
    const { peer, pid } = await seenFrom(join(home, 'socket'))
    expect(peer).toEqual({ uid: process.getuid?.(), gid: process.getgid?.(), pid })
  })

  it.skipIf(!isRoot || !isCloneOpen)(
    `are those of another user when another user connects${rootOnly || openCloneOnly}`,
    async () => {
      const { peer, pid } = await seenFrom(join(home, 'socket'), 65_534)
      expect(peer).toEqual({ uid: 65_534, gid: 65_534, pid })
    },
  )

  it('are unknown over TCP', async () => {
    expect((await seenFrom(0)).peer).toBeUndefined()
  })

  it('are unknown once the socket is closed', async () => {
    const { socket } = await seenFrom(join(home, 'socket'))
    await new Promise((closed) => socket.resume().once('close', closed))
    expect(peerOf(socket)).toBeUndefined()
  })
})

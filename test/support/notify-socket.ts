import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from './until.ts'

/** Node has no datagram sockets of this family, so this end of it is Python's. It says "bound", then each message as a line of JSON. */
const RECEIVER = `
import json, socket, sys
name = sys.argv[1]
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind('\\0' + name[1:] if name[0] == '@' else name)
print('"bound"', flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`

/** A socket that stands where systemd's would. */
export class NotifySocket {
  readonly #child: ChildProcess
  #output = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.on('data', (data) => {
      this.#output += data
    })
  }

  /** `address` is a path, or '@' and a name. */
  static async open(address: string): Promise<NotifySocket> {
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    const socket = new NotifySocket(
      spawn('python3', ['-c', RECEIVER, address], { stdio: [...stdio] }),
    )
    await until('the socket is bound', async () => socket.#output !== '')
    return socket
  }

  /** What was said so far, in order. */
  messages(): readonly string[] {
    const lines = this.#output.split('\n').slice(1, -1)
    return lines.map((line) => JSON.parse(line) as string)
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL')
    await once(this.#child, 'close')
  }
}

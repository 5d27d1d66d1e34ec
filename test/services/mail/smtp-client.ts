import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer of the server: its code, and the whole text. */
export type Reply = { readonly code: number; readonly text: string }

/** Speaks SMTP by hand, so that a test decides about every octet. */
export class SmtpClient {
  readonly #socket: Socket
  #received = ''
  #wake = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => {
      this.#received += bytes
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => this.#wake())
  }

  /** Connects and greets. */
  static async open(port: number): Promise<SmtpClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const client = new SmtpClient(socket)
    await client.reply()
    await client.say('EHLO test')
    return client
  }

  /** The next answer of the server; code 0 where it closed the connection instead. */
  async reply(): Promise<Reply> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(this.#received)
      if (whole !== null) {
        this.#received = this.#received.slice(whole[0].length)
        return { code: Number(whole[1]), text: whole[0].trim() }
      }
      if (this.#socket.destroyed || this.#socket.readableEnded) return { code: 0, text: '' }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  say(line: string): Promise<Reply> {
    this.#socket.write(`${line}\r\n`)
    return this.reply()
  }

  /** Sends octets and waits for nothing. */
  write(bytes: string | Buffer): void {
    this.#socket.write(bytes)
  }

  /** A whole message; returns the answer to its last dot, or the first refusal. */
  async send(
    to: readonly string[],
    source: string | Buffer,
    from = 'a@example.org',
  ): Promise<Reply> {
    const sender = await this.say(`MAIL FROM:<${from}>`)
    if (sender.code !== 250) return sender
    for (const recipient of to) {
      const reply = await this.say(`RCPT TO:<${recipient}>`)
      if (reply.code !== 250) return reply
    }
    const go = await this.say('DATA')
    if (go.code !== 354) return go
    this.write(source)
    return this.say('\r\n.')
  }

  close(): void {
    this.#socket.destroy()
  }
}

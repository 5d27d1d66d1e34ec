import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Driver, SourceOptions } from '../../../src/net/packet-source.ts'
import { asServiceInNamespace } from '../../support/privilege.ts'
import { withoutIpv6 } from '../../support/without-ipv6.ts'

export type CaptureRequest = {
  readonly driver: Driver
  readonly options: SourceOptions
  /** Opened, but not run until `proceed`. */
  readonly paused?: boolean
}

export type CaptureSeen = {
  readonly packets: number
  readonly bytes: number
  readonly longest: number
  readonly disordered: number
  readonly firstMs: number
  readonly lastMs: number
  readonly sizes: { readonly [wireLength: string]: number }
  readonly vlans: { readonly [vlan: string]: number }
  readonly tickGap: number
  readonly drops: number | null
  /** From the request to stop to the end of `run`. */
  readonly stopMs: number
  /** How much later than the first `stopped() === true` the last frame was taken in; negative: earlier. */
  readonly overrunMs: number
  readonly code: string
  readonly values: unknown
  readonly checksum: number
}

export type Burst = {
  readonly count: number
  /** Length of the frame as it is handed to the interface, without checksum. */
  readonly bytes: number
  /** Tag control information of an 802.1Q tag in the frame. */
  readonly vlan?: number
  /** Makes it a UDP datagram over IPv4 to this port. */
  readonly port?: number
}

/** The optional dependency is there. Only looked for: it can be loaded once in a process. */
export const hasCap = (() => {
  try {
    return createRequire(import.meta.url).resolve('cap') !== ''
  } catch {
    return false
  }
})()

export const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export const defaults: Omit<SourceOptions, 'interface'> = {
  filter: '',
  snaplenBytes: 262,
  promiscuous: true,
  ringBytes: 8 << 20,
}

let serial = 0

/** A network namespace with two ends of one cable, `va` and `vb`, that nothing but the test sends on. */
export class Cable {
  readonly namespace: string
  readonly #children = new Set<ChildProcess>()

  constructor() {
    this.namespace = `vigie-net-${process.pid}-${serial++}`
    execFileSync('ip', ['netns', 'add', this.namespace])
    this.ip('link', 'set', 'lo', 'up')
    this.plug()
  }

  ip(...of: readonly string[]): string {
    return execFileSync('ip', ['-n', this.namespace, ...of], { encoding: 'utf8' })
  }

  /** A new cable under the same names, whatever became of the old one. */
  replug(): void {
    if (this.ip('-br', 'link').includes('va@')) this.ip('link', 'del', 'va')
    this.plug()
  }

  plug(): void {
    this.ip('link', 'add', 'va', 'type', 'veth', 'peer', 'name', 'vb')
    for (const end of ['va', 'vb']) {
      const [command = '', ...words] = withoutIpv6(end)
      this.inside(command, ...words)
      this.ip('link', 'set', end, 'up')
    }
  }

  inside(command: string, ...of: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.namespace, command, ...of], {
      encoding: 'utf8',
    })
  }

  /** Resolves when the source is open, or when it failed to open. */
  async capture(request: CaptureRequest, ...before: readonly string[]): Promise<RunningCapture> {
    const node = [process.execPath, script('capture-script.ts'), JSON.stringify(request)]
    const child = spawn(
      'ip',
      ['netns', 'exec', this.namespace, ...asServiceInNamespace, ...before, ...node],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    )
    this.#children.add(child)
    return RunningCapture.started(child)
  }

  /** Sends out of `end`; throws unless each frame was sent. */
  send(end: string, ...bursts: readonly Burst[]): void {
    const sent = this.inside(
      process.execPath,
      script('send-script.ts'),
      JSON.stringify(bursts),
      end,
    )
    const wanted = bursts.reduce((sum, { count }) => sum + count, 0)
    if (Number(sent) !== wanted) throw new Error(`sent ${sent.trim()} of ${wanted} frames`)
  }

  /** The same without waiting; `dispose` ends it at the latest. */
  sendAside(end: string, ...bursts: readonly Burst[]): ChildProcess {
    const of = [process.execPath, script('send-script.ts'), JSON.stringify(bursts), end]
    const child = spawn('ip', ['netns', 'exec', this.namespace, ...of])
    this.#children.add(child)
    return child
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL')
    execFileSync('ip', ['netns', 'del', this.namespace])
  }
}

export class RunningCapture {
  readonly ended: Promise<CaptureSeen>
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, ended: Promise<CaptureSeen>) {
    this.#child = child
    this.ended = ended
  }

  static started(child: ChildProcess): Promise<RunningCapture> {
    return new Promise((resolve) => {
      let output = ''
      let errors = ''
      const ended = new Promise<CaptureSeen>((done, fail) => {
        child.on('close', (status, signal) => {
          const last = output.trim().split('\n').at(-1) ?? ''
          if (last.startsWith('{')) done(JSON.parse(last))
          else fail(new Error(`ended with ${status ?? signal}: ${errors}`))
          resolve(running)
        })
      })
      ended.catch(() => {}) // whoever waits for it gets the failure
      const running = new RunningCapture(child, ended)
      child.stderr?.on('data', (data) => {
        errors += data
      })
      child.stdout?.on('data', (data) => {
        output += data
        if (output.startsWith('ready')) resolve(running)
      })
    })
  }

  /** Runs a capture that was asked for `paused`. */
  proceed(): void {
    this.#child.stdin?.write('proceed\n')
  }

  stop(): Promise<CaptureSeen> {
    this.#child.stdin?.write('stop\n')
    return this.ended
  }
}

import {
  type Application,
  type Facts,
  type Payload,
  Verdict,
} from '../../../../src/services/traffic/applications/application.ts'
import { seededRandom } from '../../../support/random.ts'
import { guardedBytes } from '../../../wire/guarded-bytes.ts'

/** What one side of a flow says: one stretch of TCP, or datagrams of UDP. */
export type Spoken = {
  readonly isTcp: boolean
  readonly fromClient: boolean
  readonly serverPort: number
  readonly parts: readonly Uint8Array[]
}

/** A port that no application has. */
export const OTHER_PORT = 40404

const bytesOf = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? Uint8Array.from(Buffer.from(part, 'latin1')) : part

type Says = (serverPort: number, ...parts: readonly (string | Uint8Array)[]) => Spoken

const says =
  (isTcp: boolean, fromClient: boolean): Says =>
  (serverPort, ...parts) => ({ isTcp, fromClient, serverPort, parts: parts.map(bytesOf) })

/** Strings stand for their characters' codes. */
export const tcpClient = says(true, true)
export const tcpServer = says(true, false)
export const udpClient = says(false, true)
export const udpServer = says(false, false)

/** `length` bytes of chance, the same each time. */
export const noise = (length: number, seed = 7): Uint8Array => {
  const random = seededRandom(seed)
  return Uint8Array.from({ length }, () => random.whole(0, 255))
}

export const join = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...bytesOf(part)]))

export type Answer = {
  readonly verdict: keyof typeof Verdict
  /** `name www.example.net`, `detail STARTTLS`. */
  readonly facts: readonly string[]
  /** Whether a byte was read, or a text told, that does not lie in the payload. */
  readonly isOutside: boolean
}

const PADDING = 96

/** What an application makes of it. */
export const ask = (application: Application, spoken: Spoken): Answer => {
  const length = spoken.parts.reduce((sum, part) => sum + part.length, 0)
  const plain = new Uint8Array(length + 2 * PADDING)
  const ends = new Int32Array(spoken.parts.length + 4).fill(-1)
  let at = PADDING
  spoken.parts.forEach((part, index) => {
    plain.set(part, at)
    at += part.length
    ends[index] = at
  })
  const facts: string[] = []
  let isOutside = false
  const bytes = guardedBytes(plain, PADDING, at, () => {
    isOutside = true
  })
  const tell =
    (kind: string) =>
    (array: Uint8Array, from: number, to: number): void => {
      if (array !== bytes || from < PADDING || to > at) isOutside = true
      facts.push(`${kind} ${Buffer.from(plain.subarray(from, to)).toString('latin1')}`)
    }
  const told: Facts = {
    name: tell('name'),
    detail: (text) => facts.push(`detail ${text}`),
    detailOf: tell('detail'),
    dnsQuestion: () => {},
    dnsAnswer: () => {},
    hostAddress: () => {},
    senderName: tell('sender'),
    machineName: tell('machine'),
  }
  const payload: Payload = {
    bytes,
    from: PADDING,
    to: at,
    datagrams: spoken.isTcp ? 1 : spoken.parts.length,
    ends: spoken.isTcp ? Int32Array.of(at) : ends,
    isCut: false,
    isTcp: spoken.isTcp,
    fromClient: spoken.fromClient,
    clientPort: 50505,
    serverPort: spoken.serverPort,
    isToGroup: false,
  }
  const verdict = application.look(payload, told)
  const [word] = Object.entries(Verdict).find(([, value]) => value === verdict) ?? ['no']
  return { verdict: word as keyof typeof Verdict, facts, isOutside }
}

/** Whether the application would be asked about this at all. */
export const isAsked = (application: Application, { isTcp, serverPort }: Spoken): boolean =>
  (application.transport === 'both' || (application.transport === 'tcp') === isTcp) &&
  (application.portsOnly !== true || application.ports.includes(serverPort))

/** One case of a table: what is said, and what must be made of it. */
type Example = readonly [
  what: string,
  spoken: Spoken,
  verdict: keyof typeof Verdict,
  ...facts: readonly string[],
]

export type Examples = readonly (readonly [Application, readonly Example[]])[]

/** Whether the application said that it is the one. */
export const isYes = (verdict: keyof typeof Verdict): boolean =>
  verdict !== 'no' && verdict !== 'unsure'

import {
  type Application,
  type Facts,
  Verdict,
} from '../../../../src/services/traffic/applications/application.ts'
import { formatIpv4, formatIpv6, formatMac } from '../../../../src/wire/address.ts'
import { seededRandom } from '../../../support/random.ts'
import { guardedBytes } from '../../../wire/guarded-bytes.ts'

/** A payload; where nothing else is said UDP, of the client, whole. */
export type Said = {
  readonly bytes: Uint8Array
  readonly serverPort: number
  readonly clientPort?: number
  readonly isTcp?: boolean
  readonly isCut?: boolean
}

/** What an application made of it: the facts with their texts and addresses, in the order in which they were raised. */
export type Heard = { readonly verdict: keyof typeof Verdict; readonly facts: readonly string[] }

/** No application has it. */
export const OTHER_PORT = 40404
const PADDING = 64
const FILL = 0x21
const OUTSIDE = 'outside'
const words = Object.keys(Verdict) as (keyof typeof Verdict)[]

/** Shows `said` to the application. A byte that is read outside the payload is a fact too: `outside`. */
export const hear = (application: Application, said: Said): Heard => {
  const from = PADDING
  const to = PADDING + said.bytes.length
  const plain = new Uint8Array(to + PADDING).fill(FILL)
  plain.set(said.bytes, from)
  const facts: string[] = []
  const bytes = guardedBytes(plain, from, to, () => facts.push(OUTSIDE))
  const raise = (kind: string, value: string | number, more = ''): void => {
    if (value !== '') facts.push(`${kind} ${value}${more}`)
  }
  // A text may stand in the application's own array, an address only in the payload.
  const text = (array: Uint8Array, start: number, end: number): string => {
    const isInside = array !== bytes || start === end || (start >= from && end <= to)
    if (start > end || !isInside) facts.push(OUTSIDE)
    return Buffer.from((array === bytes ? plain : array).subarray(start, end)).toString('latin1')
  }
  const inside = (array: Uint8Array, at: number, length: number): number => {
    if (array !== bytes || at < from || at + length > to) facts.push(OUTSIDE)
    return at
  }
  const told: Facts = {
    name: (array, start, end) => raise('name', text(array, start, end)),
    detail: (detail) => raise('detail', detail),
    detailOf: (array, start, end) => raise('detail', text(array, start, end)),
    dnsQuestion: (id) => raise('question', id),
    dnsAnswer: (id, code) => raise('answer', id, ` ${code}`),
    hostAddress: (array, start, end, addresses, at, length) => {
      const format = length === 4 ? formatIpv4 : formatIpv6
      const address = format(plain, inside(addresses, at, length))
      raise('address', text(array, start, end), ` ${address}`)
    },
    senderName: (array, start, end) => raise('sender', text(array, start, end)),
    machineName: (array, start, end, macs, at) =>
      raise('machine', text(array, start, end), ` ${formatMac(plain, inside(macs, at, 6))}`),
  }
  const verdict = application.look(
    {
      bytes,
      from,
      to,
      datagrams: 1,
      ends: Int32Array.of(to),
      isCut: said.isCut ?? false,
      isTcp: said.isTcp ?? false,
      fromClient: true,
      clientPort: said.clientPort ?? 50505,
      serverPort: said.serverPort,
      isToGroup: false,
    },
    told,
  )
  return { verdict: words.find((word) => Verdict[word] === verdict) ?? 'no', facts }
}

/** What is left of `said` where it is cut behind each of its bytes, the shortest first. */
export const eachCut = (said: Said): Said[] =>
  Array.from({ length: said.bytes.length }, (_, length) => ({
    ...said,
    bytes: said.bytes.subarray(0, length),
  }))

/** Payloads of a run of `hearDamaged`; in hex those of which bytes were read that do not belong to them. */
export type Damage = {
  readonly understood: number
  readonly refused: number
  readonly overread: readonly string[]
}

export const DAMAGED = 50_000

/** Shows `DAMAGED` payloads that were made of `seeds` by changing and cutting them, the same each time. */
export const hearDamaged = (application: Application, seeds: readonly Said[]): Damage => {
  const random = seededRandom(20261126)
  let refused = 0
  const overread: string[] = []
  for (let run = 0; run < DAMAGED; run++) {
    const seed = random.oneOf(seeds)
    const bytes = Uint8Array.from(seed.bytes)
    for (let change = random.whole(0, 5); change > 0; change--) {
      const value = random.oneOf([0, 255, 0xc0, random.whole(0, 255), random.whole(0, 63)])
      bytes[random.whole(0, bytes.length - 1)] = value
    }
    const length = random.whole(0, 2) === 0 ? random.whole(0, bytes.length) : bytes.length
    const isCut = random.whole(0, 3) === 0
    const { verdict, facts } = hear(application, {
      ...seed,
      bytes: bytes.subarray(0, length),
      isCut,
    })
    if (facts.includes(OUTSIDE))
      overread.push(Buffer.from(bytes.subarray(0, length)).toString('hex'))
    if (verdict === 'no') refused++
  }
  return { understood: DAMAGED - refused, refused, overread }
}

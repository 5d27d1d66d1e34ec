/** Messages in the form of DNS for the tests: RFC 1035, 4, with each name compressed as far as it can be. */

type Question = { readonly name: string; readonly type: number; readonly class?: number }

/** The data of a record is bytes, or a name, which may be compressed too. */
export type DnsRecord = Question & { readonly data: Uint8Array | string }

export type Message = {
  readonly id?: number
  readonly flags?: number
  readonly questions?: readonly Question[]
  readonly answers?: readonly DnsRecord[]
  readonly authorities?: readonly DnsRecord[]
  readonly additionals?: readonly DnsRecord[]
}

export const A = 1
export const CNAME = 5
export const PTR = 12
export const TXT = 16
export const AAAA = 28
export const SRV = 33
export const OPT = 41
const IN = 1
const TTL = 300
const LAST_POINTER = 0x3fff

const pair = (value: number): number[] => [value >> 8, value & 0xff]

/** Writes names, and remembers where each of their ends stands. */
const nameWriter = () => {
  const places = new Map<string, number>()
  return (bytes: number[], name: string, isCompressed = true): void => {
    const labels = name === '' ? [] : name.split('.')
    for (const [index, label] of labels.entries()) {
      const rest = labels.slice(index).join('.')
      const place = places.get(rest)
      if (place !== undefined && isCompressed) {
        bytes.push(...pair(0xc000 | place))
        return
      }
      if (bytes.length <= LAST_POINTER) places.set(rest, bytes.length)
      bytes.push(label.length, ...Buffer.from(label, 'latin1'))
    }
    bytes.push(0)
  }
}

/** A name without compression. */
export const codedName = (name: string): number[] => {
  const bytes: number[] = []
  nameWriter()(bytes, name, false)
  return bytes
}

export const dnsMessage = (of: Message): Uint8Array => {
  const sections = [of.answers ?? [], of.authorities ?? [], of.additionals ?? []]
  const questions = of.questions ?? []
  const bytes = [...pair(of.id ?? 0), ...pair(of.flags ?? 0), ...pair(questions.length)]
  for (const section of sections) bytes.push(...pair(section.length))
  const write = nameWriter()
  for (const question of questions) {
    write(bytes, question.name)
    bytes.push(...pair(question.type), ...pair(question.class ?? IN))
  }
  for (const record of sections.flat()) {
    write(bytes, record.name)
    bytes.push(...pair(record.type), ...pair(record.class ?? IN), 0, 0, ...pair(TTL))
    const length = bytes.length
    bytes.push(0, 0)
    if (typeof record.data === 'string') write(bytes, record.data)
    else bytes.push(...record.data)
    const dataLength = bytes.length - length - 2
    bytes[length] = dataLength >> 8
    bytes[length + 1] = dataLength & 0xff
  }
  return Uint8Array.from(bytes)
}

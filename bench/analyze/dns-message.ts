const QUERY = 0x0100
const RESPONSE = 0x8180
const TTL_SECONDS = 300

const header = (id: number, flags: number, answers: number): Buffer => {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt16BE(id, 0)
  bytes.writeUInt16BE(flags, 2)
  bytes.writeUInt16BE(1, 4)
  bytes.writeUInt16BE(answers, 6)
  return bytes
}

/** The question for the IPv4 address of `name` (RFC 1035, 4.1.2). */
const question = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
    Buffer.from([0, 0, 1, 0, 1]),
  ])

export const dnsQuery = (id: number, name: string): Buffer =>
  Buffer.concat([header(id, QUERY, 0), question(name)])

/** Its answer, with one address; the name of the record points at the question. */
export const dnsResponse = (id: number, name: string, address: Uint8Array): Buffer => {
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(1, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(TTL_SECONDS, 6)
  record.writeUInt16BE(address.length, 10)
  return Buffer.concat([header(id, RESPONSE, 1), question(name), record, address])
}

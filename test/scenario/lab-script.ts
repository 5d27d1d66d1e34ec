/** What else runs on Vigie's machine: a sink for datagrams, a page, names, and a page over TLS. Says "ready", and ends when it is told to. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { CLOCK, PAGE, PAGE_PORT, SHOP, SINK_PORT, TLS_CIPHERS, TLS_KEY } from './traffic.ts'

for (const port of [SINK_PORT, CLOCK.port]) createSocket('udp4').bind(port)

/** An answer with one address (RFC 1035, 4.1): the question again, then a pointer to its name, A, IN, 60 s. */
const answerOf = (question: Buffer): Buffer => {
  const host = [SHOP, CLOCK].find(({ name }) => question.includes(name.split('.')[1] ?? ''))
  const end = question.indexOf(0, 12) + 5 // behind the name: type and class
  const answer = Buffer.concat([
    question.subarray(0, end),
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]),
    Buffer.from((host?.address ?? '0.0.0.0').split('.').map(Number)),
  ])
  answer.writeUInt16BE(0x8180, 2)
  answer.writeUInt16BE(1, 6)
  answer.writeUInt16BE(0, 10) // without the question's EDNS
  return answer
}
const names = createSocket('udp4')
names.on('message', (question, { address, port }) => names.send(answerOf(question), port, address))
names.bind(53)

const shop = createTlsServer(
  { ciphers: TLS_CIPHERS, maxVersion: 'TLSv1.2', pskCallback: () => TLS_KEY },
  (_, response) => response.end(PAGE),
)
const page = createServer((_, response) => response.end(PAGE))
await Promise.all([
  once(shop.listen(SHOP.port, SHOP.address), 'listening'),
  once(page.listen(PAGE_PORT), 'listening'),
])
process.stdout.write('ready\n')

/** What else runs on Vigie's machine: a sink for datagrams and a page. Says "ready", and ends when it is told to. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import { PAGE, PAGE_PORT, SINK_PORT } from './traffic.ts'

const sink = createSocket('udp4')
sink.bind(SINK_PORT)
const page = createServer((_, response) => response.end(PAGE))
page.listen(PAGE_PORT, () => process.stdout.write('ready\n'))

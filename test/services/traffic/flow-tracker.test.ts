import { describe, expect, it } from 'vitest'
import type { FlowTracker } from '../../../src/services/traffic/flow-tracker.ts'
import { TcpFlag } from '../../../src/wire/transport/tcp.ts'
import { dhcpMessage, optionText } from '../../wire/dhcp-messages.ts'
import { A, dnsMessage } from '../../wire/dns-messages.ts'
import {
  alpn,
  chosen,
  clientHelloOf,
  extension,
  KEY_SHARE,
  recordOf,
  serverHelloOf,
  serverName,
} from '../../wire/tls-messages.ts'
import { running, speaker } from './running-flows.ts'
import type { FrameSpec } from './traffic-frames.ts'

const { syn, ack } = TcpFlag
const UDP = 17
const TCP = 6
const laptop = [192, 168, 1, 5]
const phone = [192, 168, 1, 6]
const tablet = [192, 168, 1, 7]
const resolver = [192, 168, 1, 1]
const server = [198, 51, 100, 7]
const HTTPS = 443

const text = (said: string) => Buffer.from(said, 'latin1')

/** The answer of the resolver to `device`: the host with this name has the address. */
const answerTo = (device: readonly number[], name: string, address = server, toPort = 40_000) => ({
  from: resolver,
  to: device,
  protocol: UDP,
  fromPort: 53,
  toPort,
  payload: dnsMessage({
    id: 7,
    flags: 0x8180,
    questions: [{ name, type: A }],
    answers: [{ name, type: A, data: Uint8Array.from(address) }],
  }),
})

const NOTHING = new Uint8Array(0)

const helloOf = (name: string) =>
  recordOf(
    22,
    clientHelloOf({ extensions: [extension(KEY_SHARE, 100), serverName(name), alpn('h2')] }),
  )

describe('the name of a flow', () => {
  const visit = (device: readonly number[], fromPort = 50_000, toPort = HTTPS): FrameSpec => ({
    from: device,
    to: server,
    protocol: TCP,
    fromPort,
    toPort,
    tcpFlags: syn,
  })

  it('is what its device asked for before it began', () => {
    const { see, nameAt } = running()
    see(answerTo(laptop, 'www.shop.example'))
    see(visit(laptop))
    expect(nameAt(HTTPS)).toBe('www.shop.example')
  })

  it('is what its device asked for while it lasted, where it knew no name before', () => {
    const { see, nameAt } = running()
    see(visit(laptop))
    expect(nameAt(HTTPS)).toBe('')
    see(answerTo(laptop, 'www.shop.example'))
    expect(nameAt(HTTPS)).toBe('www.shop.example')
  })

  it('is what the device itself asked for, whatever others have for the same address', () => {
    const { see, nameAt } = running()
    see(answerTo(laptop, 'www.shop.example'))
    see(answerTo(phone, 'cdn.other.example'))
    see(visit(laptop, 50_000, 443))
    see(visit(phone, 50_000, 444))
    see(visit(tablet, 50_000, 445))
    expect([443, 444, 445].map(nameAt)).toEqual([
      'www.shop.example',
      'cdn.other.example',
      'cdn.other.example',
    ])
  })

  it('is the last one that the device asked for, and stays where it asks for another later', () => {
    const { see, nameAt } = running()
    see(answerTo(laptop, 'first.example'))
    see(answerTo(laptop, 'second.example'))
    see(visit(laptop))
    see(answerTo(laptop, 'third.example'))
    expect(nameAt(HTTPS)).toBe('second.example')
  })

  it('is none for another address', () => {
    const { see, nameAt } = running()
    see(answerTo(laptop, 'www.shop.example', [198, 51, 100, 8]))
    see(visit(laptop))
    expect(nameAt(HTTPS)).toBe('')
  })

  it('is what the flow itself says, whatever its device asked for', () => {
    const { see, nameAt } = running()
    see(answerTo(laptop, 'asked.example'))
    const client = speaker(laptop, 50_000, server, HTTPS)
    see(client(NOTHING, syn))
    see(client(helloOf('Said.Example')))
    see(answerTo(laptop, 'later.example'))
    expect(nameAt(HTTPS)).toBe('said.example')
  })

  it('is that of the ClientHello once two that began in lines have gone over to TLS', () => {
    const { see, flows, said } = running()
    const client = speaker(laptop, 50_000, server, 587)
    const host = speaker(server, 587, laptop, 50_000)
    see(client(NOTHING, syn))
    see(host(NOTHING, syn | ack))
    see(host(text('220 mx.greeting.example ESMTP\r\n')))
    expect(flows()[0]?.name).toBe('mx.greeting.example')
    see(client(text('EHLO laptop\r\n')))
    see(host(text('250-mx.greeting.example\r\n250 STARTTLS\r\n')))
    see(client(text('STARTTLS\r\n')))
    see(host(text('220 go ahead\r\n')))
    const hello = helloOf('mail.asked.example')
    see(client(hello.subarray(0, 60)))
    see(client(hello.subarray(60)))
    see(host(recordOf(22, serverHelloOf({ extensions: [chosen(0x0304)] }))))
    expect(flows()).toMatchObject([{ application: 'smtp', name: 'mail.asked.example' }])
    expect(said()).toEqual({ STARTTLS: 1, 'ALPN h2': 1, 1.3: 1 })
  })
})

describe('HTTP in a flow', () => {
  const get = (path: string) => text(`GET ${path} HTTP/1.1\r\nHost: www.page.example\r\n\r\n`)
  const ok = text('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc')

  it('has its host wherever the head is divided', () => {
    const head = get('/a')
    for (let at = 1; at < head.length; at++) {
      const { see, flows } = running()
      const client = speaker(laptop, 50_000, server, 8_123)
      see(client(NOTHING, syn))
      see(client(head.subarray(0, at)))
      see(client(head.subarray(at)))
      expect([at, flows()]).toMatchObject([at, [{ application: 'http', name: 'www.page.example' }]])
    }
  })

  it('counts each request and answer of a connection, and none that is sent again', () => {
    const { see, said, flows } = running()
    const client = speaker(laptop, 50_000, server, 80)
    const host = speaker(server, 80, laptop, 50_000)
    see(client(NOTHING, syn))
    see(host(NOTHING, syn | ack))
    for (let count = 0; count < 40; count++) {
      const asked = client(get(`/${count}`))
      see(asked)
      see(asked)
      see(host(ok))
      see(host(text('GETTING more\r\n')))
      see(host(text('more of the page')))
    }
    see(client(text('POST / HTTP/1.1\r\nHost: other.example\r\n\r\n')))
    expect(said()).toEqual({ GET: 40, 200: 40, POST: 1 })
    expect(flows()[0]?.name).toBe('www.page.example')
  })
})

describe('flows that are collected', () => {
  const FLOWS = 300
  const SLOTS = 256
  const numbers = Array.from({ length: FLOWS }, (_, number) => number)
  const nameOf = (number: number) => `host-${number}.example`

  it('are given up, the oldest first, where there are too many at once', () => {
    const { see, flows } = running()
    const clients = numbers.map((number) => speaker(laptop, 20_000 + number, server, HTTPS))
    const hellos = numbers.map((number) => helloOf(nameOf(number)))
    const send = (from: number, to?: number) => {
      clients.forEach((client, number) => {
        const hello = hellos[number] ?? NOTHING
        see(client(hello.subarray(from, to)))
      })
    }
    send(0, 90)
    send(90)
    const named = (from: number) =>
      numbers.slice(from).map((number) => ({ application: 'tls', name: nameOf(number) }))
    const found = flows().map(({ application, name }) => ({ application, name }))
    expect(found.slice(FLOWS - SLOTS)).toEqual(named(FLOWS - SLOTS))
    expect(found.slice(0, FLOWS - SLOTS)).toEqual(
      new Array(FLOWS - SLOTS).fill({ application: 'tls', name: '' }),
    )
    // Its slots serve others again.
    const later = speaker(phone, 50_000, server, HTTPS)
    const hello = helloOf('later.example')
    see(later(hello.subarray(0, 90)))
    see(later(hello.subarray(90)))
    expect(flows().at(-1)?.name).toBe('later.example')
  })

  it('keep what was collected, their connection and their name where a sweep moves them', () => {
    const { tracker, see, wait, close, flows } = running()
    const old = (number: number): FrameSpec => ({
      from: phone,
      to: server,
      fromPort: 20_000 + number,
    })
    const moving = numbers.slice(0, 40)
    for (const number of moving) see(old(number))
    const clients = moving.map((number) => speaker(laptop, 30_000 + number, server, HTTPS))
    const host = (number: number) => speaker(server, HTTPS, laptop, 30_000 + number)
    const hosts = moving.map(host)
    wait(150_000)
    moving.forEach((number) => {
      see(answerTo(laptop, 'asked.example', server, 41_000 + number))
      // A flow between two others that will be over.
      see({ ...old(1_000 + number), protocol: TCP, tcpFlags: TcpFlag.rst })
      const client = clients[number]
      if (client) see(client(NOTHING, syn))
    })
    moving.forEach((number) => {
      for (let again = number % 4; again > 0; again--) {
        const specimen = speaker(laptop, 30_000 + number, server, HTTPS)
        see(specimen(NOTHING, syn))
      }
      const answer = hosts[number]
      if (answer) see(answer(NOTHING, syn | ack))
      const client = clients[number]
      if (client) see(client(helloOf(nameOf(number)).subarray(0, 90)))
    })
    const before = flows().filter(({ server: { port } }) => port === HTTPS)
    expect(before).toHaveLength(moving.length)
    wait(40_000)
    const size = tracker.flows.size
    close(0)
    expect(tracker.flows.size).toBe(size - 2 * moving.length)
    const after = flows().filter(({ server: { port } }) => port === HTTPS)
    expect(after.map(({ tcp, name, state }) => ({ tcp, name, state }))).toEqual(
      before.map(({ tcp, name, state }) => ({ tcp, name, state })),
    )
    expect(after.map(({ tcp }) => tcp?.retransmissions)).toEqual(moving.map((number) => number % 4))
    expect(new Set(after.map(({ name }) => name))).toEqual(new Set(['asked.example']))
    moving.forEach((number) => {
      const client = clients[number]
      if (client) see(client(helloOf(nameOf(number)).subarray(90)))
    })
    const done = flows().filter(({ server: { port } }) => port === HTTPS)
    expect(done.map(({ name }) => name)).toEqual(moving.map(nameOf))
  })

  it('are given up under their own entry after a sweep has moved them', () => {
    const { see, wait, close, flows } = running()
    see({ from: phone, to: server, fromPort: 20_000 })
    wait(150_000)
    const hello = (number: number) => helloOf(nameOf(number))
    see(speaker(tablet, 50_000, server, HTTPS)(hello(0).subarray(0, 90)))
    close(0)
    expect(flows()).toHaveLength(1)
    const clients = numbers.slice(0, SLOTS).map((n) => speaker(laptop, 20_000 + n, server, HTTPS))
    clients.forEach((client, number) => {
      see(client(hello(number).subarray(0, 90)))
    })
    clients.forEach((client, number) => {
      see(client(hello(number).subarray(90)))
    })
    expect(flows().map(({ name }) => name)).toEqual(['', ...numbers.slice(0, SLOTS).map(nameOf)])
  })
})

it('a flow whose ports were missing at first takes no connection from others in a sweep', () => {
  const { see, close, flows } = running()
  const odd: FrameSpec = { from: phone, to: tablet, protocol: TCP, fromPort: 0, toPort: 0 }
  const headers = 14 + 20
  see(odd, headers)
  for (const fromPort of [50_001, 50_002, 50_002])
    for (let count = 0; count < 2; count++)
      see({ from: laptop, to: server, protocol: TCP, fromPort, toPort: HTTPS, tcpFlags: syn })
  see(odd)
  close(0)
  expect(flows().map(({ tcp }) => tcp?.retransmissions)).toEqual([undefined, 1, 3])
})

describe('the name of a machine', () => {
  const MAC_HIGH = 0x0200
  const machineName = ({ facts: { names } }: FlowTracker, mac: number) =>
    names.texts.textOf(names.machines.nameOf(MAC_HIGH, mac))

  it('is what it says by DHCP, for its MAC', () => {
    const { tracker, see } = running()
    const options = [{ code: 53, data: [3] }, optionText(12, 'Laptop')]
    see({
      from: [0, 0, 0, 0],
      to: [255, 255, 255, 255],
      fromMac: 5,
      toMac: 0xff,
      fromPort: 68,
      toPort: 67,
      payload: dhcpMessage({ operation: 1, mac: [2, 0, 0, 0, 0, 5], options }),
    })
    expect([5, 6].map((mac) => machineName(tracker, mac))).toEqual(['Laptop', ''])
  })

  it('is what it says by mDNS, for the MAC that it sends from', () => {
    const { tracker, see } = running()
    see({
      from: phone,
      to: [224, 0, 0, 251],
      fromMac: 6,
      toMac: 0xff,
      fromPort: 5353,
      toPort: 5353,
      payload: dnsMessage({
        flags: 0x8400,
        answers: [{ name: 'Phone.local', type: A, class: 0x8001, data: Uint8Array.from(phone) }],
      }),
    })
    expect([5, 6].map((mac) => machineName(tracker, mac))).toEqual(['', 'phone'])
  })
})

it('names of flows and machines outlive those that nobody uses any more', () => {
  const { tracker, see, close, flows } = running()
  const { names } = tracker.facts
  const fill = (from: number, to: number) => {
    for (let number = from; number < to; number++) {
      const bytes = text(`unused-${number}.example`)
      names.hostName(bytes, 0, bytes.length)
    }
  }
  fill(0, 30_000)
  see(answerTo(laptop, 'asked.example'))
  const client = speaker(laptop, 50_000, server, HTTPS)
  see(client(helloOf('said.example')))
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 5)
  names.learnMachine(mac, 0, names.machineName(text('Laptop'), 0, 6))
  fill(30_000, 60_000)
  const before = flows().map(({ name }) => name)
  expect(before).toEqual(['asked.example', 'said.example'])
  tracker.facts.details.clear()
  close(0)
  tracker.tidyNames()
  expect(names.texts.size).toBe(3)
  expect(flows().map(({ name }) => name)).toEqual(before)
  expect(names.texts.textOf(names.machines.nameOf(0x0200, 5))).toBe('Laptop')
  see({ from: phone, to: server, protocol: TCP, toPort: 444, tcpFlags: syn })
  expect(flows().at(-1)?.name).toBe('asked.example')
})

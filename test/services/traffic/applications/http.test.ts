import { describe, expect, it } from 'vitest'
import { http } from '../../../../src/services/traffic/applications/http.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'

const NAME = 'www.example.net'

const said = (text: string, more: Partial<Said> = {}): Said => ({
  bytes: Uint8Array.from(Buffer.from(text, 'latin1')),
  serverPort: OTHER_PORT,
  isTcp: true,
  ...more,
})
const heard = (text: string) => hear(http, said(text))
const request = (line: string, ...fields: readonly string[]) =>
  `${[line, ...fields].join('\r\n')}\r\n\r\n`
const told = (method: string, name = NAME) => ({
  verdict: 'done',
  facts: [`detail ${method}`, `name ${name}`],
})
const REFUSED = { verdict: 'no', facts: [] }
const asked = request('GET /a?b=c HTTP/1.1', 'User-Agent: x', `Host: ${NAME}`, 'Accept: */*')

describe('the application HTTP', () => {
  it.each(['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPPATCH', 'UNSUBSCRIBE'])(
    'tells the method %s and the host',
    (method) => {
      expect(heard(request(`${method} / HTTP/1.1`, `Host: ${NAME}`))).toEqual(told(method))
    },
  )

  it.each([
    ['with its port', `Host: ${NAME}:8080`, NAME],
    ['in small letters, without a blank', `host:${NAME}`, NAME],
    ['with blanks around it', `HOST: \t ${NAME} \t`, NAME],
    ['that is an address', 'Host: 192.0.2.7:81', '192.0.2.7'],
    ['that is an address of IPv6', 'Host: [2001:db8::7]:8080', '2001:db8::7'],
    ['that is an address of IPv6 without a port', 'Host: [2001:db8::7]', '2001:db8::7'],
  ])('tells a host %s', (_, field, name) => {
    expect(heard(request('GET / HTTP/1.1', 'Accept: */*', field))).toEqual(told('GET', name))
  })

  it.each([
    ['an absolute address', `GET http://${NAME}/a HTTP/1.1`, 'GET'],
    ['an absolute address with a port', `GET http://${NAME}:8080/a HTTP/1.1`, 'GET'],
    ['an absolute address with a user', `GET http://bob:pw@${NAME}/a HTTP/1.0`, 'GET'],
    ['an absolute address with a sign in its path', `GET http://${NAME}/@bob HTTP/1.1`, 'GET'],
    ['an address without a path', `GET http://${NAME} HTTP/1.1`, 'GET'],
    ['CONNECT', `CONNECT ${NAME}:443 HTTP/1.1`, 'CONNECT'],
  ])('takes the host from %s where no field says it', (_, line, method) => {
    expect(heard(request(line))).toEqual(told(method))
  })

  it('takes an address of IPv6 from CONNECT', () => {
    expect(heard(request('CONNECT [2001:db8::7]:443 HTTP/1.1'))).toEqual(
      told('CONNECT', '2001:db8::7'),
    )
  })

  it('believes the field where the target says another host', () => {
    const line = 'GET http://other.example/ HTTP/1.1'
    expect(heard(request(line, `Host: ${NAME}`))).toEqual(told('GET'))
  })

  it.each(['GET / HTTP/1.0', 'OPTIONS * HTTP/1.1', 'GET index.html HTTP/1.0'])(
    'tells no host where there is none: %s',
    (line) => {
      const [method] = line.split(' ')
      const alone = { verdict: 'done', facts: [`detail ${method}`] }
      expect(heard(request(line))).toEqual(alone)
      expect(heard(request(line, 'Host:'))).toEqual(alone)
      expect(heard(request(line, 'X-Host: a.example', 'Hosts: b.example'))).toEqual(alone)
    },
  )

  it('does not look for a host behind the head', () => {
    const posted = `${request('POST / HTTP/1.0', 'Content-Length: 20')}Host: body.example\r\n`
    expect(heard(posted)).toEqual({ verdict: 'done', facts: ['detail POST'] })
  })

  it('waits for the line of the host, and tells nothing before it is whole', () => {
    const end = asked.indexOf(NAME) + NAME.length + 2
    for (const cut of eachCut(said(asked)).slice(1)) {
      const { length } = cut.bytes
      const { verdict, facts } = hear(http, cut)
      const expected = length < 4 ? ['unsure'] : length < end ? ['more'] : ['done']
      expect([length, verdict]).toEqual([length, ...expected])
      if (length < end) expect(facts).toEqual([])
      else expect(facts).toEqual(told('GET').facts)
    }
  })

  it('does not wait for ever', () => {
    const long = `GET / HTTP/1.1\r\nCookie: ${'a'.repeat(8_192)}`
    expect(heard(long)).toEqual({ verdict: 'done', facts: ['detail GET'] })
  })

  it('tells the status of an answer', () => {
    for (const status of ['200', '304', '404'])
      expect(heard(`HTTP/1.1 ${status} text\r\n`)).toEqual({
        verdict: 'done',
        facts: [`detail ${status}`],
      })
    expect(heard('HTTP/1.1 2x0 OK\r\n')).toEqual(REFUSED)
  })

  it('knows the preface of HTTP/2', () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    expect(heard(preface)).toEqual({ verdict: 'done', facts: ['detail HTTP/2'] })
    expect(heard(preface.slice(0, 6))).toEqual({ verdict: 'unsure', facts: [] })
  })

  it.each([
    'GETTING x HTTP/1.1\r\n\r\n',
    'GET\tx HTTP/1.1\r\n\r\n',
    'get / HTTP/1.1\r\n\r\n',
    'GET / HTTQ/1.1\r\n\r\n',
    'GET a file please\r\n',
    'GETTING on with it',
    'OPTIONS sip:bob@example.net SIP/2.0\r\n\r\n',
    'NOTIFY sip:bob@example.net SIP/2.0\r\n\r\n',
    'HTTPS/1.1 200 OK\r\n',
    'QUIT\r\n',
  ])('leaves to others: %j', (text) => {
    expect(heard(text)).toEqual(REFUSED)
  })

  it('counts what is asked later in the connection, and no payload that begins otherwise', () => {
    expect(http.follows).toBe(true)
    for (const text of [asked, 'HTTP/1.1 200 OK\r\n', 'PRI * HTTP/2.0\r\n'])
      expect(http.followsWhere?.(text.charCodeAt(0))).toBe(true)
    for (const byte of [0x00, 0x16, 0x1f, 0x3c, 0x61, 0x7b, 0xff])
      expect(http.followsWhere?.(byte)).toBe(false)
  })

  it('tells no other host than the one that was said, where the snaplen cut it', () => {
    const both = [asked, request(`CONNECT ${NAME}:443 HTTP/1.1`)]
    for (const text of both) {
      const cuts = eachCut(said(text)).slice(1)
      const names = cuts.flatMap((cut) =>
        hear(http, { ...cut, isCut: true }).facts.filter((fact) => /^(name|outside)/.test(fact)),
      )
      expect([...new Set(names)]).toEqual([`name ${NAME}`])
    }
  })
})

it(`HTTP reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const { overread, understood, refused } = hearDamaged(
    http,
    [
      asked,
      request('GET / HTTP/1.1', 'Host:', 'Host: [2001:db8::7]'),
      request(`GET http://bob@${NAME}/ HTTP/1.1`),
      request('CONNECT [2001:db8::7]:443 HTTP/1.1'),
      'HTTP/1.1 200 OK\r\n',
      'PRI * HTTP/2.0\r\n\r\n',
    ].map((text) => said(text)),
  )
  // Nobody is shown a payload of nothing.
  expect(overread.filter((hex) => hex !== '')).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})

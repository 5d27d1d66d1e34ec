import { describe, expect, it } from 'vitest'
import { ssdp } from '../../../../src/services/traffic/applications/ssdp.ts'
import { DAMAGED, eachCut, hear, hearDamaged, OTHER_PORT, type Said } from './heard.ts'

const said = (text: string, serverPort = 1900): Said => ({
  bytes: Buffer.from(text, 'latin1'),
  serverPort,
})
const search = 'M-SEARCH * HTTP/1.1\r\nMX: 3\r\nHost:  239.255.255.250:1900\r\nST: ssdp:all\r\n\r\n'
const notify = 'NOTIFY * HTTP/1.1\r\nHOST:239.255.255.250:1900\r\nNTS: ssdp:alive\r\n\r\n'
const answer = 'HTTP/1.1 200 OK\r\nEXT:\r\nUSN: uuid:1\r\n\r\n'
const host = 'name 239.255.255.250:1900'

describe('the application SSDP', () => {
  it.each([
    ['a search', search, ['detail M-SEARCH', host]],
    ['an announcement', notify, ['detail NOTIFY', host]],
    ['an answer', answer, ['detail 200']],
  ])('tells %s, on any port', (_, text, facts) => {
    expect(hear(ssdp, said(text))).toEqual({ verdict: 'done', facts })
    expect(hear(ssdp, said(text, OTHER_PORT))).toEqual({ verdict: 'done', facts })
  })

  it.each([
    'M-SEARCH / HTTP/1.1\r\n\r\n',
    'NOTIFY sip:a@b SIP/2.0\r\n\r\n',
    'HTTP/1.1 404 Not Found\r\n\r\n',
    'm-search * http/1.1\r\n\r\n',
    ' M-SEARCH * HTTP/1.1\r\n\r\n',
    '',
  ])('is refused: %j', (text) => {
    expect(hear(ssdp, said(text)).verdict).toBe('no')
  })

  it('tells no host whose line is cut', () => {
    for (const cut of eachCut(said(search))) {
      const { verdict, facts } = hear(ssdp, { ...cut, isCut: true })
      const { length } = cut.bytes
      expect(verdict).toBe(length < 'M-SEARCH * HTTP/1.'.length ? 'no' : 'done')
      expect(facts.includes(host)).toBe(length > search.indexOf('\r\nST'))
      expect(facts.length).toBeLessThanOrEqual(2)
    }
  })
})

it(`SSDP reads nothing around ${DAMAGED} damaged payloads, and never throws`, () => {
  const { overread, understood, refused } = hearDamaged(
    ssdp,
    [search, notify, answer].map((text) => said(text)),
  )
  expect(overread).toEqual([])
  expect(understood).toBeGreaterThan(DAMAGED / 10)
  expect(refused).toBeGreaterThan(DAMAGED / 10)
})

import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { listenFailure } from '../../src/base/listen-failure.ts'

const place = { host: '192.0.2.1', port: 25, hostSetting: 'a.host', portSetting: 'a.port' }
const coded = (code: string) => Object.assign(new Error(code), { code })

it.each([
  ['EADDRINUSE', { code: 'PORT_TAKEN', values: { port: 25, setting: 'a.port' } }],
  ['EACCES', { code: 'PORT_NOT_PERMITTED', values: { port: 25, setting: 'a.port' } }],
  ['EADDRNOTAVAIL', { code: 'HOST_NOT_OURS', values: { host: '192.0.2.1', setting: 'a.host' } }],
  ['ENOTFOUND', { code: 'HOST_NOT_OURS', values: { host: '192.0.2.1', setting: 'a.host' } }],
])('a server that cannot listen because of %s names the setting', (code, failure) => {
  const thrown = coded(code)
  expect(listenFailure(thrown, place)).toMatchObject({ ...failure, cause: thrown })
})

it('what neither port nor host are to blame for stays what it is', () => {
  const thrown = coded('EMFILE')
  expect(listenFailure(thrown, place)).toBe(thrown)
  expect(listenFailure(undefined, place)).toBeUndefined()
})

it('an address of another machine is one that the kernel refuses so', async () => {
  const server = createServer()
  const thrown = await new Promise((resolve) => {
    server.once('error', resolve)
    server.listen(0, place.host) // RFC 5737: nobody has it
  })
  expect(listenFailure(thrown, place)).toMatchObject({ code: 'HOST_NOT_OURS' })
})

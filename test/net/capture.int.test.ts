import { accessSync, constants } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { capExitFailure } from '../../src/net/cap/cap-exit.ts'
import type { SourceOptions } from '../../src/net/packet-source.ts'
import {
  hasNamespaces,
  isCloneOpen,
  namespacesOnly,
  openCloneOnly,
  withoutPrivilege,
} from '../support/privilege.ts'
import { Cable, type CaptureSeen, defaults, hasCap } from './support/capture-process.ts'

/** Stands in the name of a test that needs an interface of this kind; empty where it runs. */
const tunOnly = (() => {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK)
    return ''
  } catch {
    return ' (skipped: this user may not open /dev/net/tun)'
  }
})()

/** The contract of a packet source, on both drivers. */
describe.each([
  { driver: 'ring', available: hasNamespaces, ringBytes: 8 << 20 },
  // For a frame of any size libpcap sets 64 KiB aside: this holds about 1,000.
  { driver: 'cap', available: hasNamespaces && hasCap, ringBytes: 64 << 20 },
] as const)(`capture with $driver${namespacesOnly}`, ({ driver, available, ringBytes }) => {
  let cable: Cable
  beforeAll(() => {
    if (available) cable = new Cable()
  })
  afterAll(() => cable?.[Symbol.dispose]())

  const capture = (changed: Partial<SourceOptions> = {}, ...before: readonly string[]) => {
    const options = { interface: 'vb', ...defaults, ringBytes, ...changed }
    return cable.capture({ driver, options }, ...before)
  }
  const refused = async (...of: Parameters<typeof capture>): Promise<CaptureSeen> =>
    (await capture(...of)).ended

  it.skipIf(!available)('counts each frame and byte that was sent, once', async () => {
    const running = await capture()
    const bursts = [
      { count: 500, bytes: 60 },
      { count: 150, bytes: 590 },
      { count: 250, bytes: 1_514 },
    ]
    cable.send('va', ...bursts)
    const seen = await running.stop()
    expect(seen.code).toBe('')
    expect(seen.sizes).toEqual({ 60: 500, 590: 150, 1514: 250 })
    expect(seen.packets).toBe(900)
    expect(seen.bytes).toBe(500 * 60 + 150 * 590 + 250 * 1_514)
    expect(seen.tickGap).toBeLessThan(200)
  })

  it.skipIf(!available)('counts what this machine sends itself', async () => {
    const running = await capture()
    cable.send('vb', { count: 25, bytes: 100 })
    expect(await running.stop()).toMatchObject({ packets: 25, bytes: 2_500 })
  })

  it.skipIf(!available)('counts a frame on loopback once', async () => {
    const running = await capture({ interface: 'lo' })
    cable.send('lo', { count: 40, bytes: 100 })
    expect(await running.stop()).toMatchObject({ packets: 40, bytes: 4_000 })
  })

  it.skipIf(!available)('keeps no more of a frame than the snaplen, filtered or not', async () => {
    for (const filter of ['', 'udp']) {
      const running = await capture({ snaplenBytes: 96, filter })
      cable.send('va', { count: 10, bytes: 1_514, port: 53 }, { count: 5, bytes: 60, port: 53 })
      const seen = await running.stop()
      expect(seen).toMatchObject({ packets: 15, bytes: 15_440, longest: 96 })
    }
  })

  it.skipIf(!available)('lets only what matches the filter pass', async () => {
    const running = await capture({ filter: 'udp port 53' })
    const others = [
      { count: 40, bytes: 100 },
      { count: 40, bytes: 100, port: 54 },
    ] as const
    cable.send('va', others[0], { count: 30, bytes: 100, port: 53 }, others[1])
    expect(await running.stop()).toMatchObject({ packets: 30, bytes: 3_000 })
  })

  it.skipIf(!available)('counts the bytes of a VLAN tag', async () => {
    const running = await capture()
    cable.send('va', { count: 5, bytes: 100, vlan: 0x2005 }, { count: 3, bytes: 100 })
    const seen = await running.stop()
    expect(seen.sizes).toEqual({ 100: 8 })
    // libpcap puts the tag back into the frame
    expect(seen.vlans).toEqual(driver === 'ring' ? { 8197: 5, '-1': 3 } : { '-1': 8 })
  })

  it.skipIf(!available)('filters by VLAN, though the kernel takes tags off', async () => {
    const running = await capture({ filter: 'vlan 5' })
    const tagged = (vlan: number) => ({ count: vlan, bytes: 100, vlan })
    cable.send('va', tagged(5), tagged(6), { count: 7, bytes: 100 })
    expect(await running.stop()).toMatchObject({ packets: 5, bytes: 500 })
  })

  it.skipIf(!available)('stops at the moment that it is told, under load', async () => {
    const running = await capture()
    const sender = cable.sendAside('va', { count: 10_000_000, bytes: 60 })
    await new Promise((resolve) => setTimeout(resolve, 600))
    const seen = await running.stop()
    expect(sender.exitCode).toBeNull() // it sends still
    sender.kill('SIGKILL')
    expect(seen.packets).toBeGreaterThan(0)
    // Far below what the drain would let in; the two clocks that are compared differ by a millisecond or so.
    expect(seen.overrunMs).toBeLessThan(driver === 'ring' ? 20 : 60)
    expect(seen.stopMs).toBeLessThan(500)
  })

  it.skipIf(!available)('refuses a filter that does not compile, with the reason', async () => {
    const values = { filter: 'udp port', reason: expect.stringContaining('syntax error') }
    expect(await refused({ filter: 'udp port' })).toMatchObject({ code: 'FILTER_INVALID', values })
  })

  it.skipIf(!available).each(['nowhere', 'any', '', '../lo', 'longer-than-fifteen'])(
    'refuses the unknown interface %j with those that there are',
    async (name) => {
      const values = { interface: name, sensor: '', known: 'lo, va, vb' }
      const seen = await refused({ interface: name })
      expect(seen).toMatchObject({ code: 'INTERFACE_UNKNOWN', values })
    },
  )

  it.skipIf(!available || !isCloneOpen).each(['', 'udp'])(
    `refuses a user without privilege (filter %j)${openCloneOnly}`,
    async (filter) => {
      const values = { interface: 'vb' }
      const seen = await refused({ filter }, ...withoutPrivilege)
      expect(seen).toMatchObject({ code: 'CAPTURE_NOT_PERMITTED', values })
    },
  )

  it.skipIf(!available || tunOnly !== '')(
    `refuses an interface that is not Ethernet${tunOnly}`,
    async () => {
      cable.ip('tuntap', 'add', 'vt', 'mode', 'tun')
      cable.ip('link', 'set', 'vt', 'up')
      const seen = await refused({ interface: 'vt' })
      cable.ip('link', 'del', 'vt')
      expect(seen).toMatchObject({ code: 'DRIVER_UNAVAILABLE', values: { driver } })
    },
  )

  it.skipIf(!available)('refuses an interface that is down', async () => {
    cable.ip('link', 'set', 'vb', 'down')
    const values = { interface: 'vb' }
    expect(await refused()).toMatchObject({ code: 'INTERFACE_GONE', values })
    cable.ip('link', 'set', 'vb', 'up')
  })

  it.skipIf(!available).each([
    ['goes down', ['link', 'set', 'vb', 'down']],
    ['is deleted', ['link', 'del', 'vb']],
  ])('ends within two seconds when the interface %s', async (_, command) => {
    const running = await capture()
    cable.send('va', { count: 9, bytes: 100 })
    const began = Date.now()
    cable.ip(...command)
    if (driver === 'ring') {
      const values = { interface: 'vb' }
      expect(await running.ended).toMatchObject({ code: 'INTERFACE_GONE', values, packets: 9 })
    } else {
      // An assertion inside cap ends the process; the parent makes the failure out of that.
      await expect(running.ended).rejects.toThrow('SIGABRT')
      expect(capExitFailure('nowhere', null, 'SIGABRT').code).toBe('INTERFACE_GONE')
      expect(capExitFailure('lo', null, 'SIGABRT').code).toBe('CAPTURE_FAILED')
    }
    expect(Date.now() - began).toBeLessThan(2_000)
    cable.replug()
  })
})

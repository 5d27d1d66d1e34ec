import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forwarding, isForwarding } from '../../src/net/forwarding.ts'
import {
  defaultInterface,
  isInterfaceName,
  isSwitchedOn,
  listInterfaces,
} from '../../src/net/interfaces.ts'

let home: string
const roots = () => ({ sys: join(home, 'sys'), proc: join(home, 'proc') })

const put = (path: string, text: string): void => {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${text}\n`)
}

type Device = { index: number; flags: string; state: string; type?: string; mac?: string }

const putInterface = (name: string, device: Device): void => {
  const folder = `sys/class/net/${name}`
  put(`${folder}/ifindex`, String(device.index))
  put(`${folder}/flags`, device.flags)
  put(`${folder}/operstate`, device.state)
  put(`${folder}/type`, device.type ?? '1')
  put(`${folder}/address`, device.mac ?? '02:FC:00:00:00:01')
}

const loopback: Device = { index: 1, flags: '0x9', state: 'unknown', type: '772' }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vigie-interfaces-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('interfaces', () => {
  it('reads what sysfs says of each', () => {
    putInterface('zz-lo', { ...loopback, mac: '00:00:00:00:00:00' })
    putInterface('zz0', { index: 2, flags: '0x1003', state: 'up' })
    putInterface('zz1', { index: 3, flags: '0x1002', state: 'down' })
    putInterface('zz2', { index: 4, flags: '0x1003', state: 'lowerlayerdown' })
    put('sys/class/net/zz2/phy80211/index', '0')
    put('sys/class/net/bonding_masters', '') // a file among the interfaces, as the bonding driver leaves it
    const rest = { loopback: false, wireless: false, addresses: [] }
    const mac = '02:fc:00:00:00:01'
    expect(listInterfaces(roots())).toEqual([
      { ...rest, name: 'zz-lo', index: 1, mac: '', up: true, loopback: true },
      { ...rest, name: 'zz0', index: 2, mac, up: true },
      { ...rest, name: 'zz1', index: 3, mac, up: false },
      { ...rest, name: 'zz2', index: 4, mac, up: false, wireless: true },
    ])
  })

  it('asks Node where there is no sysfs', () => {
    const found = listInterfaces(roots())
    expect(found.find(({ loopback: own }) => own)?.addresses).toContain('127.0.0.1/8')
  })

  it('begins with the interface of the default route, of IPv4 before IPv6', () => {
    for (const [i, name] of ['zz0', 'zz1', 'zz2'].entries())
      putInterface(name, { index: i + 2, flags: '0x1003', state: 'up' })
    const zero = '0'.repeat(32)
    put('proc/net/ipv6_route', `${zero} 00 ${zero} 00 ${zero} 00000400 1 0 00000003     zz2`)
    expect(defaultInterface(roots())).toBe('zz2')
    put('proc/net/route', 'zz1\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0')
    expect(defaultInterface(roots())).toBe('zz1')
  })

  it('begins with the first that is up where no route leads out, and with loopback at last', () => {
    putInterface('aa-lo', loopback)
    putInterface('zz0', { index: 2, flags: '0x1002', state: 'down' })
    expect(defaultInterface(roots())).toBe('aa-lo')
    putInterface('zz1', { index: 3, flags: '0x1003', state: 'up' })
    expect(defaultInterface(roots())).toBe('zz1')
  })

  it('knows an interface that was made anew under its name', () => {
    putInterface('zz0', { index: 2, flags: '0x1003', state: 'up' })
    expect(isSwitchedOn('zz0', 2, roots())).toBe(true)
    expect(isSwitchedOn('zz0', 7, roots())).toBe(false)
    expect(isSwitchedOn('zz1', 0, roots())).toBe(false)
    put('sys/class/net/zz0/flags', '0x1002')
    expect(isSwitchedOn('zz0', 2, roots())).toBe(false)
  })

  it.each(['eth0', 'lo', 'br-1a2b3c', 'wlp2s0.12', '网口'])('takes the name %j', (name) => {
    expect(isInterfaceName(name)).toBe(true)
  })

  it.each(['', '.', '..', '../lo', 'eth0:1', 'a b', 'a\0', 'sixteen-letters-', '网网网网网网'])(
    'refuses the name %j',
    (name) => expect(isInterfaceName(name)).toBe(false),
  )
})

describe('forwarding', () => {
  it('is what the kernel routes or a bridge joins', () => {
    expect(isForwarding(forwarding(roots()))).toBe(false)
    put('sys/class/net/br0/bridge/bridge_id', '8000')
    put('sys/class/net/br0/brif/zz0/port_no', '1')
    expect(forwarding(roots()).bridges).toEqual([{ name: 'br0', members: ['zz0'] }])
    expect(isForwarding(forwarding(roots()))).toBe(false)
    put('sys/class/net/br0/brif/zz1/port_no', '2')
    expect(isForwarding(forwarding(roots()))).toBe(true)
    rmSync(join(home, 'sys'), { recursive: true })
    put('proc/sys/net/ipv6/conf/all/forwarding', '1')
    expect(forwarding(roots())).toEqual({ ipv4: false, ipv6: true, bridges: [] })
    expect(isForwarding(forwarding(roots()))).toBe(true)
  })
})

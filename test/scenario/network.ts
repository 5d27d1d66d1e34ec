import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { newId } from '../../src/base/ids.ts'
import { withoutIpv6 } from '../support/without-ipv6.ts'
import { CLOCK, SHOP } from './traffic.ts'

const run = promisify(execFile)

/** The network of the story: one machine with Vigie, one device, a cable between them. */
export type Network = {
  /** The namespace that Vigie lives in, its interface and its address. */
  readonly lab: Host
  readonly device: Host
  readonly remove: () => Promise<void>
}

type Host = {
  readonly namespace: string
  readonly interface: string
  readonly address: string
  readonly mac: string
  /** What the kernel has counted on the interface. */
  readonly counters: () => Promise<Counters>
}

export type Counters = {
  readonly sentPackets: number
  readonly sentBytes: number
  readonly receivedPackets: number
  readonly receivedBytes: number
}

/**
 * Makes the two namespaces and the cable. IPv6 is off and each host knows the other's MAC address, so that nothing is ever on the wire but
 * what the story puts there: the kernel asks again for a neighbour whenever it likes.
 */
export const createNetwork = async (): Promise<Network> => {
  const id = newId().slice(0, 6)
  const lab = host(`vg${id}lab`, 'lan0', '10.77.0.1', '02:00:00:00:00:01')
  const device = host(`vg${id}dev`, 'eth0', '10.77.0.2', '02:00:00:00:00:02')
  for (const { namespace } of [lab, device]) {
    await run('ip', ['netns', 'add', namespace])
    await run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up'])
    for (const name of ['all', 'default']) {
      await run('ip', ['netns', 'exec', namespace, ...withoutIpv6(name)])
    }
  }
  await run('ip', [
    ...['-n', lab.namespace, 'link', 'add', lab.interface, 'type', 'veth'],
    ...['peer', 'name', device.interface, 'netns', device.namespace],
  ])
  for (const [own, other] of [
    [lab, device],
    [device, lab],
  ] as const) {
    const { namespace, interface: name, address, mac } = own
    await run('ip', ['-n', namespace, 'link', 'set', name, 'address', mac])
    await run('ip', ['-n', namespace, 'address', 'add', `${address}/24`, 'dev', name])
    await run('ip', ['-n', namespace, 'link', 'set', name, 'up'])
    const neighbour = [other.address, 'lladdr', other.mac, 'nud', 'permanent', 'dev', name]
    await run('ip', ['-n', namespace, 'neighbour', 'replace', ...neighbour])
  }
  // Beyond the lab the device's way out leads to the lab itself.
  for (const { address: beyond } of [SHOP, CLOCK])
    await run('ip', ['-n', lab.namespace, 'address', 'add', `${beyond}/32`, 'dev', 'lo'])
  await run('ip', ['-n', device.namespace, 'route', 'add', 'default', 'via', lab.address])
  const remove = async () => {
    for (const { namespace } of [lab, device]) await run('ip', ['netns', 'del', namespace])
  }
  return { lab, device, remove }
}

const host = (namespace: string, name: string, address: string, mac: string): Host => ({
  namespace,
  interface: name,
  address,
  mac,
  counters: async () => {
    // /sys is the caller's; the process file of the namespace's own view is not.
    const { stdout } = await run('ip', ['netns', 'exec', namespace, 'cat', '/proc/net/dev'])
    const line = stdout.split('\n').find((one) => one.trim().startsWith(`${name}:`)) ?? ''
    const [received = 0, packets = 0, ...rest] =
      line.split(':')[1]?.trim().split(/\s+/).map(Number) ?? []
    return {
      receivedBytes: received,
      receivedPackets: packets,
      sentBytes: rest[6] ?? 0,
      sentPackets: rest[7] ?? 0,
    }
  },
})

/** The difference between two readings. */
export const between = (before: Counters, after: Counters): Counters => ({
  sentPackets: after.sentPackets - before.sentPackets,
  sentBytes: after.sentBytes - before.sentBytes,
  receivedPackets: after.receivedPackets - before.receivedPackets,
  receivedBytes: after.receivedBytes - before.receivedBytes,
})

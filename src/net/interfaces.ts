import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { defaultRouteInterface } from './routes.ts'
import { namesIn, readText, type SystemRoots, systemRoots } from './system-files.ts'

export type NetworkInterface = {
  readonly name: string
  /** The kernel's number for it, 0 where the system does not say. Another interface under the same name has another one. */
  readonly index: number
  /** Lower case, colons; '' where it has none. */
  readonly mac: string
  /** Switched on and able to carry frames. */
  readonly up: boolean
  readonly loopback: boolean
  readonly wireless: boolean
  /** In CIDR notation, as they are configured. */
  readonly addresses: readonly string[]
}

/** IFNAMSIZ - 1 of linux/if.h. */
const MAX_NAME_BYTES = 15

/** IFF_UP and IFF_LOOPBACK of linux/if.h. */
const IFF_UP = 0x1
const IFF_LOOPBACK = 0x8

/** ARPHRD_ETHER of linux/if_arp.h: only these have a MAC address that means something here. */
const ARPHRD_ETHER = '1'

/** What the kernel would take as an interface's name (dev_valid_name): a folder of sysfs must be nameable after it. */
export const isInterfaceName = (name: string): boolean =>
  Buffer.byteLength(name) <= MAX_NAME_BYTES &&
  /^[^\s/:\0]+$/.test(name) &&
  name !== '.' &&
  name !== '..'

/** The interfaces of this network namespace by name, from sysfs; where there is none, those that Node knows (they are up). */
export const listInterfaces = (roots: SystemRoots = systemRoots): readonly NetworkInterface[] => {
  const known = networkInterfaces()
  const names = namesIn(`${roots.sys}/class/net`).filter((name) =>
    existsSync(`${roots.sys}/class/net/${name}/ifindex`),
  )
  if (names.length > 0)
    return names.map((name) => readInterface(roots.sys, name, cidrs(known[name])))
  return Object.entries(known)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, addresses]) => ({
      name,
      index: 0,
      mac: macOf(addresses?.[0]?.mac ?? ''),
      up: true,
      loopback: addresses?.[0]?.internal ?? false,
      wireless: false,
      addresses: cidrs(addresses),
    }))
}

/** Where a capture begins when nobody says: the way to everywhere else, else the first that is up, else loopback. */
export const defaultInterface = (roots: SystemRoots = systemRoots): string => {
  const interfaces = listInterfaces(roots)
  const routed = defaultRouteInterface(roots.proc)
  if (routed !== undefined && interfaces.some(({ name }) => name === routed)) return routed
  return (
    interfaces.find(({ up, loopback }) => up && !loopback)?.name ??
    interfaces.find(({ loopback }) => loopback)?.name ??
    'lo'
  )
}

/**
 * Whether the interface is there and switched on, cheap enough to ask several times a second; undefined where the system
 * has no sysfs to ask. `index` 0: whichever has the name.
 */
export const isSwitchedOn = (
  name: string,
  index: number,
  roots: SystemRoots = systemRoots,
): boolean | undefined => {
  if (namesIn(`${roots.sys}/class/net`).length === 0) return undefined
  const folder = `${roots.sys}/class/net/${name}`
  const found = Number(readText(`${folder}/ifindex`))
  return found > 0 && (index === 0 || index === found) && (flagsIn(folder) & IFF_UP) !== 0
}

const readInterface = (
  sys: string,
  name: string,
  addresses: readonly string[],
): NetworkInterface => {
  const folder = `${sys}/class/net/${name}`
  const flags = flagsIn(folder)
  const state = readText(`${folder}/operstate`).trim()
  return {
    name,
    index: Number(readText(`${folder}/ifindex`)) || 0,
    mac:
      readText(`${folder}/type`).trim() === ARPHRD_ETHER
        ? macOf(readText(`${folder}/address`))
        : '',
    // Loopback and some drivers never say more than "unknown".
    up: (flags & IFF_UP) !== 0 && (state === 'up' || state === 'unknown'),
    loopback: (flags & IFF_LOOPBACK) !== 0,
    wireless: existsSync(`${folder}/wireless`) || existsSync(`${folder}/phy80211`),
    addresses,
  }
}

const flagsIn = (folder: string): number => Number(readText(`${folder}/flags`)) || 0

const cidrs = (addresses: NodeJS.Dict<{ cidr: string | null }[]>[string]): readonly string[] =>
  (addresses ?? []).flatMap(({ cidr }) => (cidr === null ? [] : [cidr]))

const macOf = (text: string): string => {
  const mac = text.trim().toLowerCase()
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) && mac !== '00:00:00:00:00:00' ? mac : ''
}

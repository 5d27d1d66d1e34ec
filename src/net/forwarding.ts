import { namesIn, readText, type SystemRoots, systemRoots } from './system-files.ts'

/** What decides how much of a network's traffic passes this machine. */
export type Forwarding = {
  readonly ipv4: boolean
  readonly ipv6: boolean
  /** Bridges of this machine with the interfaces that are plugged into them. */
  readonly bridges: readonly { readonly name: string; readonly members: readonly string[] }[]
}

/** From /proc/sys/net and sysfs: no privilege needed. */
export const forwarding = (roots: SystemRoots = systemRoots): Forwarding => {
  const folder = `${roots.sys}/class/net`
  return {
    ipv4: isOn(`${roots.proc}/sys/net/ipv4/ip_forward`),
    ipv6: isOn(`${roots.proc}/sys/net/ipv6/conf/all/forwarding`),
    bridges: namesIn(folder)
      .filter((name) => namesIn(`${folder}/${name}/bridge`).length > 0)
      .map((name) => ({ name, members: namesIn(`${folder}/${name}/brif`) })),
  }
}

/** Whether others' traffic passes through: this machine routes, or bridges between at least two interfaces. */
export const isForwarding = ({ ipv4, ipv6, bridges }: Forwarding): boolean =>
  ipv4 || ipv6 || bridges.some(({ members }) => members.length > 1)

const isOn = (path: string): boolean => readText(path).trim() === '1'

import { readText, type SystemRoots, systemRoots } from './system-files.ts'

/** Bits of linux/capability.h that Vigie's roles need. */
const bits = { CAP_NET_BIND_SERVICE: 10, CAP_NET_ADMIN: 12, CAP_NET_RAW: 13 } as const

type Capability = keyof typeof bits
export type Capabilities = { readonly [name in Capability]: boolean }

/** Which of them this process has in effect; all false where the system has no /proc/self/status. */
export const capabilities = (roots: SystemRoots = systemRoots): Capabilities =>
  parseCapabilities(readText(`${roots.proc}/self/status`))

/** From the text of /proc/self/status, proc(5). */
export const parseCapabilities = (status: string): Capabilities => {
  const set = BigInt(`0x${/^CapEff:\s*([0-9a-f]{1,16})$/m.exec(status)?.[1] ?? '0'}`)
  const has = (name: Capability): boolean => ((set >> BigInt(bits[name])) & 1n) === 1n
  return {
    CAP_NET_BIND_SERVICE: has('CAP_NET_BIND_SERVICE'),
    CAP_NET_ADMIN: has('CAP_NET_ADMIN'),
    CAP_NET_RAW: has('CAP_NET_RAW'),
  }
}

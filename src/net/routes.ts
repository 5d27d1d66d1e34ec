import { readText } from './system-files.ts'

/**
 * The interface that packets for everywhere else leave by, from /proc/net/route, else /proc/net/ipv6_route; undefined where
 * there is no default route, or no /proc. `proc` is where the kernel's files are mounted.
 */
export const defaultRouteInterface = (proc: string): string | undefined =>
  parseRoutes(readText(`${proc}/net/route`)) ?? parseIpv6Routes(readText(`${proc}/net/ipv6_route`))

/** RTF_UP and RTF_REJECT of linux/route.h, linux/ipv6_route.h; the kernel's own unreachable route has the second. */
const UP = 0x0001
const REJECT = 0x0200

type Candidate = { readonly interface: string; readonly metric: number }

/** The default route with the least metric; the first where several have it, as the kernel chooses. Odd lines are passed over. */
export const parseRoutes = (text: string): string | undefined =>
  best(
    text.split('\n').map((line) => {
      // Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
      const [name = '', to = '', , flags = '', , , metric = '', mask = ''] = line.split(/\s+/)
      const open = isZero(to, 8) && isZero(mask, 8) && usable(flags)
      return open ? { interface: name, metric: Number.parseInt(metric, 10) } : undefined
    }),
  )

export const parseIpv6Routes = (text: string): string | undefined =>
  best(
    text.split('\n').map((line) => {
      // destination length source length next-hop metric references use flags name
      const fields = line.trim().split(/\s+/)
      const [to = '', length = '', , , , metric = '', , , flags = '', name = ''] = fields
      const open = isZero(to, 32) && length === '00' && usable(flags) && name !== 'lo'
      return open ? { interface: name, metric: Number.parseInt(metric, 16) } : undefined
    }),
  )

const best = (candidates: readonly (Candidate | undefined)[]): string | undefined => {
  let found: Candidate | undefined
  for (const candidate of candidates)
    if (candidate && candidate.interface !== '' && candidate.metric >= 0)
      if (found === undefined || candidate.metric < found.metric) found = candidate
  return found?.interface
}

const isZero = (hex: string, digits: number): boolean => hex === '0'.repeat(digits)

const usable = (flags: string): boolean => {
  const bits = Number.parseInt(flags, 16)
  return (bits & UP) !== 0 && (bits & REJECT) === 0
}

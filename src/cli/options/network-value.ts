import { isIP } from 'node:net'
import { Failure } from '../../base/failure.ts'
import { collected } from './option-value.ts'

const BITS: { readonly [version: number]: number } = { 4: 32, 6: 128 }

/** Reads a network in CIDR notation, and collects those before it. Throws ARGUMENT_INVALID. */
export const networks =
  (argument: string) =>
  (text: string, before: readonly string[] | undefined): readonly string[] => {
    const [, address = '', digits = ''] = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(text) ?? []
    if (Number(digits) <= (BITS[isIP(address)] ?? -1)) return collected(text, before)
    const expected = 'CIDR (192.0.2.0/24, 2001:db8::/32)'
    throw new Failure('ARGUMENT_INVALID', { argument, value: text, expected })
  }

/** Messages of DHCP and DHCPv6 for the tests. */

const COOKIE = [0x63, 0x82, 0x53, 0x63]

export type Option = { readonly code: number; readonly data: Uint8Array | readonly number[] }

export const optionText = (code: number, text: string): Option => ({
  code,
  data: Buffer.from(text, 'latin1'),
})

/** RFC 2131, 2; without options it is BOOTP. */
export const dhcpMessage = (of: {
  readonly operation: number
  readonly mac: readonly number[]
  readonly yourAddress?: readonly number[]
  readonly options?: readonly Option[]
}): Uint8Array => {
  const fixed = new Uint8Array(236)
  fixed.set([of.operation, 1, 6], 0)
  fixed.set(of.yourAddress ?? [], 16)
  fixed.set(of.mac, 28)
  if (of.options === undefined) return fixed
  const options = of.options.flatMap(({ code, data }) => [code, data.length, ...data])
  return Uint8Array.from([...fixed, ...COOKIE, ...options, 255])
}

/** RFC 8415, 8. */
export const dhcpv6Message = (type: number, options: readonly Option[]): Uint8Array =>
  Uint8Array.from([
    ...[type, 1, 2, 3],
    ...options.flatMap(({ code, data }) => [
      ...[code >> 8, code & 0xff, data.length >> 8, data.length & 0xff],
      ...data,
    ]),
  ])

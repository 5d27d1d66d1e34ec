/** The place of a file among those of its capture. */
export type PacketFilePlace = { readonly segment: number; readonly number: number }

const PART = '.part'
const NAME = /^(\d{1,9})-(\d{1,9})\.pcapng(\.part)?$/

/** `<segment>-<number>.pcapng`, and with `.part` behind it while it grows. */
export const packetFileName = ({ segment, number }: PacketFilePlace, isPart = false): string =>
  `${segment}-${number}.pcapng${isPart ? PART : ''}`

/** What a name says; undefined: no file of ours. */
export const placeOf = (
  name: string,
): (PacketFilePlace & { readonly isPart: boolean }) | undefined => {
  const [, segment, number, part] = NAME.exec(name) ?? []
  if (segment === undefined || number === undefined) return undefined
  return { segment: Number(segment), number: Number(number), isPart: part === PART }
}

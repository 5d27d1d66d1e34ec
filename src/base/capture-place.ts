import { printable } from './lines.ts'
import type { Translate } from './text.ts'

/** A capture's place, as lists and reports have it; `file` is null where it was captured here. */
export type CapturePlace = {
  readonly sensor: string
  readonly interface: string
  readonly file: string | null
}

/** Where a capture comes from: sensor and interface, or the file that it was imported from. On one line. */
export const placeOf = ({ sensor, interface: name, file }: CapturePlace, t: Translate): string => {
  if (file === null) return printable(`${sensor} ${name}`)
  return file === '-' ? t('analysis.standardInput') : printable(file)
}

import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'

/** As much of what was typed for an id as a sentence shows. */
const SHOWN_CHARACTERS = 40

/** What says that nothing has an id, and takes nothing but the id. */
type UnknownId =
  | 'CAPTURE_UNKNOWN'
  | 'MESSAGE_UNKNOWN'
  | 'PACKETS_NONE'
  | 'REPORT_UNKNOWN'
  | 'WATCH_UNKNOWN'

/** An id as it was typed. One that cannot be an id is refused with `unknown`, as one that nobody has. */
export const recordId = (id: string, unknown: UnknownId): string => {
  if (ID_PATTERN.test(id)) return id
  throw new Failure(unknown, { id: id.slice(0, SHOWN_CHARACTERS) })
}

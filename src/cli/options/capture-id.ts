import { Failure } from '../../base/failure.ts'
import { ID_PATTERN } from '../../base/ids.ts'

/** An id that cannot be one is unknown, whatever the daemon would say of its form. */
export const knownCapture = (id: string): string => {
  if (ID_PATTERN.test(id)) return id
  throw new Failure('CAPTURE_UNKNOWN', { id: id.slice(0, 40) })
}

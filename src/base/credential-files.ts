import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { reasonOf } from './failure.ts'

/** An address with its password; a file of more is not one. */
const CREDENTIAL_BYTES_MAX = 4_096

export type Credentials = {
  readonly values: readonly { readonly path: string; readonly value: string }[]
  readonly problems: readonly string[]
}

/**
 * The secrets that a service manager hands over as files, each under the path of its setting, as in `mysql.url`: systemd's LoadCredential,
 * a container's secrets. A file that is missing sets nothing, other files are not ours; line ends at the end are no part of a secret.
 */
export const readCredentials = (
  folder: string | undefined,
  settings: readonly string[],
): Credentials => {
  const values: { path: string; value: string }[] = []
  const problems: string[] = []
  for (const setting of folder ? settings : []) {
    const file = path.join(folder ?? '', setting)
    try {
      const found = statSync(file, { throwIfNoEntry: false })
      if (found === undefined) continue
      if (!found.isFile()) problems.push(`${file}: it is not a file`)
      else if (found.size > CREDENTIAL_BYTES_MAX) {
        problems.push(`${file}: it has more than ${CREDENTIAL_BYTES_MAX} bytes`)
      } else {
        values.push({ path: setting, value: readFileSync(file, 'utf8').replace(/[\r\n]+$/, '') })
      }
    } catch (thrown) {
      problems.push(`${file}: ${reasonOf(thrown)}`)
    }
  }
  return { values, problems }
}

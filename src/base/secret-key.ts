import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/** What libsodium's secretbox takes. */
const KEY_BYTES = 32

/** The key in this file, made at the first start; only its owner can read it. */
export const readOrCreateKey = async (file: string): Promise<Buffer> => {
  const known = await readFile(file).catch(() => undefined)
  if (known?.length === KEY_BYTES) return known
  const key = randomBytes(KEY_BYTES)
  await writeFile(file, key, { mode: 0o600 })
  return key
}

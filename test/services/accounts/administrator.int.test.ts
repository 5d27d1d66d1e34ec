import { afterAll, beforeAll, expect, it } from 'vitest'
import { Appender } from '../../../src/events/index.ts'
import {
  ADMINISTRATOR,
  appointAdministrator,
  changePassword,
  checkPassword,
} from '../../../src/services/accounts/index.ts'
import { slices } from '../../../src/slices.ts'
import { type OpenVigie, openVigie } from '../../workers/open-vigie.ts'

let vigie: OpenVigie
let first: string
beforeAll(async () => {
  vigie = await openVigie()
})
afterAll(() => vigie.close())

const context = (commandId: string) => ({ commandId, actor: 'local:0', now: 1_000 })
const matches = (password: string, name = ADMINISTRATOR) => checkPassword(vigie.db, name, password)

it('lets nobody in before there is an administrator', async () => {
  expect(await matches('')).toBe(false)
  expect(await matches('nobody')).toBe(false) // what the decoy was made from
})

it('shows the first password to one of several processes that start at the same time', async () => {
  const others = [1, 2].map(() => new Appender(vigie.address, slices.catalogue))
  const shown = await Promise.all(
    [vigie.appender, ...others].map((appender) => appointAdministrator(vigie.db, appender, 0)),
  )
  await Promise.all(others.map((other) => other.close()))
  const passwords = shown.filter((one) => one !== undefined)
  expect(passwords).toHaveLength(1)
  first = passwords[0] ?? ''
  expect(first).toMatch(/^\w{20}$/)
  expect(await matches(first)).toBe(true)
})

it('shows it never again', async () => {
  expect(await appointAdministrator(vigie.db, vigie.appender, 0)).toBeUndefined()
  const rows = await vigie.db.selectFrom('events').select(['data', 'metadata']).execute()
  const kept = await vigie.db.selectFrom('credentials').selectAll().execute()
  expect(JSON.stringify([rows, kept])).not.toContain(first)
  expect(kept[0]?.password_hash).toMatch(/^\$argon2id\$/)
})

it('knows no other name, and no other spelling', async () => {
  expect(await matches(first, 'root')).toBe(false)
  expect(await matches(first, ' admin')).toBe(false)
  expect(await matches(first, 'Admin')).toBe(false)
  expect(await matches(first.toLowerCase())).toBe(false)
})

it('takes a new password in place of the old one', async () => {
  await changePassword(vigie.appender, 'correct horse', context('change'))
  expect(await matches('correct horse')).toBe(true)
  expect(await matches(first)).toBe(false)
})

it('refuses a short password and keeps the one before', async () => {
  const changing = changePassword(vigie.appender, 'short', context('short'))
  await expect(changing).rejects.toMatchObject({ code: 'PASSWORD_TOO_SHORT', exitStatus: 2 })
  expect(await matches('correct horse')).toBe(true)
})

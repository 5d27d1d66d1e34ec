import { afterAll, beforeAll, expect, it } from 'vitest'
import { pause, systemClock } from '../../../src/base/clock.ts'
import { listMessages, type MailServer, startMailServer } from '../../../src/services/mail/index.ts'
import { startTestStack, type TestStack } from '../../support/stack.ts'
import { log, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { SmtpClient } from './smtp-client.ts'

const MESSAGES = 30

let servers: TestStack
let vigie: OpenVigie
let server: MailServer
beforeAll(async () => {
  servers = await startTestStack()
  vigie = await openVigie({ server: servers.stack.mysql })
  const settings = { host: '127.0.0.1', port: 0, domain: 'vigie.internal' }
  server = await startMailServer(settings, vigie.appender, systemClock, log)
})
afterAll(async () => {
  await server.close()
  await vigie.close()
  await servers.cleanUp()
})

const killDatabase = () => {
  const pid = servers.stack.state().find(({ name }) => name === 'mysql')?.pid
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
}

it('says 451 while the database is away, and keeps every message once when its sender repeats it', async () => {
  const codes: number[] = []
  /** As every mail server does: again after a 4xx, or when the answer got lost. */
  const insist = async (index: number): Promise<void> => {
    for (;;) {
      const client = await SmtpClient.open(server.port)
      const source = `Subject: number ${index}\r\n\r\nHello\r\n`
      const { code } = await client.send(['admin@vigie.internal'], source)
      client.close()
      codes.push(code)
      if (code === 250) return
      await pause(50)
    }
  }
  const sender = async (first: number) => {
    for (let index = first; index < MESSAGES; index += 3) {
      if (index === 6 || index === 20) killDatabase()
      await insist(index)
    }
  }
  await Promise.all([sender(0), sender(1), sender(2)])
  expect(new Set(codes)).toEqual(new Set([250, 451]))
  const subjects = (await listMessages(vigie.db, 'admin', 100)).map(({ subject }) => subject)
  const wanted = Array.from({ length: MESSAGES }, (_, index) => `number ${index}`)
  expect(subjects.sort()).toEqual(wanted.sort())
  expect(await vigie.reader.headPosition()).toBe(MESSAGES)
})

import { describe, expect, test } from 'vitest'
import { expectFailure, withoutLog } from '../support/answers.ts'
import { processesOf } from '../support/daemon-view.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { runVigie } from '../support/vigie.ts'

/** Nobody listens on the first port, and no program is given it by chance. */
const NOWHERE = '127.0.0.1:1'
const mysql = { VIGIE_MYSQL_URL: `mysql://vigie:s3cret@${NOWHERE}/vigie` }
const redis = { VIGIE_REDIS_URL: `redis://${NOWHERE}/0` }

/** Side by side, because each start waits some ten seconds for its server. */
describe.concurrent('a start without the server that is said to be elsewhere', () => {
  test.each([
    ['MySQL', 'up', mysql, 'DATABASE_AWAY'],
    ['MySQL', 'up --detach', mysql, 'DATABASE_AWAY'],
    ['Redis', 'up', redis, 'REDIS_AWAY'],
  ] as const)(
    '%s: "%s" fails and leaves nothing running',
    async (_, command, environment, code) => {
      const home = await createHome()
      try {
        const answer = await runVigie(command.split(' '), home, { environment })
        expectFailure(withoutLog(answer), 1, code)
        expect(answer.stderr).not.toContain('s3cret')
        const hasEnded = () => processesOf(home).length === 0
        if (command === 'up') expect(hasEnded()).toBe(true)
        else await until('the daemon ends', hasEnded)
      } finally {
        await removeHome(home)
      }
    },
  )
})

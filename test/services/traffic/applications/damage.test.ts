import { expect, it } from 'vitest'
import { seededRandom } from '../../../support/random.ts'
import { examples } from './examples.ts'
import { ask, isAsked, isYes, OTHER_PORT, type Spoken } from './spoken.ts'

const DAMAGED = 100_000
const said = examples.flatMap(([, cases]) => cases.map(([, spoken]) => spoken))
const random = seededRandom(20261126)

/** What was said with some bytes changed, the end missing, or a datagram said twice; to the port of `ports` or another. */
const damaged = (spoken: Spoken, ports: readonly number[]): Spoken => {
  const parts = spoken.parts.map((part) => Uint8Array.from(part))
  const last = parts.at(-1)
  for (let change = random.whole(0, 5); change > 0; change--) {
    const part = random.oneOf(parts)
    const at = random.whole(0, random.whole(0, 2) === 0 ? part.length - 1 : 15)
    if (at < part.length) part[at] = random.oneOf([0, 0x20, 0x7f, 0xff, random.whole(0, 255)])
  }
  if (last && random.whole(0, 2) === 0) {
    parts[parts.length - 1] = last.subarray(0, random.whole(1, last.length))
    if (!spoken.isTcp && random.whole(0, 1) === 0) parts.push(random.oneOf(parts))
  }
  return {
    ...spoken,
    parts,
    fromClient: random.whole(0, 3) === 0 ? !spoken.fromClient : spoken.fromClient,
    serverPort: random.oneOf([spoken.serverPort, OTHER_PORT, ...ports]),
  }
}

it(`reads no further than what is said, and never throws, for ${DAMAGED} damaged payloads`, () => {
  const faults: unknown[] = []
  let recognised = 0
  for (let run = 0; run < DAMAGED; ) {
    const [application, cases] = random.oneOf(examples)
    const own = cases.map(([, spoken]) => spoken)
    const spoken = damaged(random.oneOf(random.whole(0, 3) === 0 ? said : own), application.ports)
    if (!isAsked(application, spoken)) continue
    run++
    const { verdict, facts, isOutside } = ask(application, spoken)
    if (isYes(verdict)) recognised++
    if (isOutside || (!isYes(verdict) && facts.length > 0)) faults.push([application.name, spoken])
  }
  expect(faults).toEqual([])
  // Were nothing recognised, the run would only have tried how they refuse.
  expect(recognised).toBeGreaterThan(DAMAGED / 10)
  expect(recognised).toBeLessThan(DAMAGED)
})

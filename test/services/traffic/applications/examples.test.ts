import { describe, expect, it } from 'vitest'
import { examples } from './examples.ts'
import { ask, isAsked, isYes, noise, OTHER_PORT, type Spoken } from './spoken.ts'

/** Payloads of chance that each application is shown, of one side or the other. */
const CHANCES = 500

for (const [application, cases] of examples) {
  describe(`the application ${application.name}`, () => {
    for (const [what, spoken, verdict, ...facts] of cases) {
      it(what, () => {
        expect(isAsked(application, spoken)).toBe(true)
        expect(ask(application, spoken)).toEqual({ verdict, facts, isOutside: false })
      })
    }

    it('has examples of what it is and of what it is not', () => {
      const verdicts = cases.map(([, , verdict]) => verdict)
      expect(verdicts.some(isYes)).toBe(true)
      expect(verdicts).toContain('no')
    })

    it('reads no further than what is said, wherever that ends, and tells nothing while it is unsure', () => {
      for (const [what, spoken] of cases) {
        for (const beginning of beginnings(spoken)) {
          const { verdict, facts, isOutside } = ask(application, beginning)
          const told = isYes(verdict) ? facts : []
          expect({ what, beginning, facts, isOutside }).toEqual({
            what,
            beginning,
            facts: told,
            isOutside: false,
          })
        }
      }
    })

    it('does not refuse a stream that is only not yet whole', () => {
      const streams = cases.filter(([, { isTcp }, verdict]) => isTcp && isYes(verdict))
      const refused = streams.flatMap(([what, spoken]) =>
        beginnings(spoken)
          .filter((beginning) => ask(application, beginning).verdict === 'no')
          .map(({ parts }) => [what, parts[0]?.length]),
      )
      expect(refused).toEqual([])
    })

    it('is not found in chance', () => {
      const found: number[] = []
      for (let seed = 1; seed <= CHANCES; seed++) {
        const parts = [noise(1 + ((seed * 37) % 300), seed)]
        for (const isTcp of [true, false]) {
          const spoken = { isTcp, fromClient: seed % 2 === 0, serverPort: OTHER_PORT, parts }
          if (isAsked(application, spoken) && isYes(ask(application, spoken).verdict))
            found.push(seed)
        }
      }
      expect(found).toEqual([])
    })
  })
}

describe('all of them', () => {
  it('leave to each what is its own', () => {
    for (const [owner, cases] of examples) {
      for (const [what, spoken, verdict] of cases) {
        if (!isYes(verdict)) continue
        const others = examples
          .map(([application]) => application)
          .filter((application) => application !== owner && isAsked(application, spoken))
          .filter((application) => isYes(ask(application, spoken).verdict))
          .map(({ name }) => name)
        expect([owner.name, what, others]).toEqual([owner.name, what, []])
      }
    }
  })

  it('have words that no other has, in small letters', () => {
    const names = examples.map(([{ name }]) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]{1,15}$/)
  })
})

/** The last part cut behind each of its bytes but the last. */
const beginnings = (spoken: Spoken): Spoken[] => {
  const last = spoken.parts.at(-1) ?? new Uint8Array()
  return Array.from({ length: last.length - 1 }, (_, index) => ({
    ...spoken,
    parts: [...spoken.parts.slice(0, -1), last.subarray(0, index + 1)],
  }))
}

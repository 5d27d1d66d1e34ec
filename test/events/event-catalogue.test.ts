import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EventCatalogue } from '../../src/events/index.ts'

const types = {
  Sold: { version: 3, data: z.object({ cents: z.int(), currency: z.string(), tax: z.int() }) },
  Moved: { version: 1, data: z.object({ to: z.string() }) },
} as const

const upcasters = {
  Sold: [
    (data: Record<string, unknown>) => ({ cents: Number(data['euros']) * 100, currency: 'EUR' }),
    (data: Record<string, unknown>) => ({ ...data, tax: Number(data['cents']) / 5 }),
  ],
}
const catalogue = new EventCatalogue(types, upcasters)

describe('an event catalogue', () => {
  it('writes an event with the version of today', () => {
    const sold = { type: 'Sold', data: { cents: 1, currency: 'EUR', tax: 0 } }
    expect(catalogue.serialize(sold)).toEqual({
      data: '{"cents":1,"currency":"EUR","tax":0}',
      schemaVersion: 3,
    })
  })

  it('writes no field that the schema does not know', () => {
    const moved = { type: 'Moved', data: { to: 'Lyon', name: 'somebody' } }
    expect(catalogue.serialize(moved).data).toBe('{"to":"Lyon"}')
  })

  it('takes an event of a type that it does not know for a fault of ours', () => {
    expect(() => catalogue.serialize({ type: 'Lost', data: {} })).toThrow(
      'event type Lost is in no catalogue',
    )
  })

  it('takes an event that does not fit its schema for a fault of ours', () => {
    expect(() => catalogue.serialize({ type: 'Moved', data: { to: 7 } })).toThrow(
      'Moved does not fit its schema',
    )
  })

  it('brings an old event up step by step, each step once and in order', () => {
    expect(catalogue.deserialize('Sold', 1, '{"euros":5}')).toEqual({
      cents: 500,
      currency: 'EUR',
      tax: 100,
    })
    expect(catalogue.deserialize('Sold', 2, '{"cents":500,"currency":"USD"}')).toEqual({
      cents: 500,
      currency: 'USD',
      tax: 100,
    })
  })

  it('leaves an event of today as it was written', () => {
    const json = '{"cents":1,"currency":"EUR","tax":0}'
    expect(catalogue.deserialize('Sold', 3, json)).toEqual(JSON.parse(json))
  })

  it('reads a type of a newer Vigie as it stands, so that the log can be shown', () => {
    expect(catalogue.deserialize('Teleported', 9, '{"x":1}')).toEqual({ x: 1 })
  })

  it.each([
    ['too few', { Sold: upcasters.Sold.slice(1) }],
    ['none', {}],
    ['too many', { ...upcasters, Moved: [(data: Record<string, unknown>) => data] }],
  ])('is not made with %s upcasters', (_, wrong) => {
    expect(() => new EventCatalogue(types, wrong)).toThrow(/is at version \d with \d upcasters/)
  })
})

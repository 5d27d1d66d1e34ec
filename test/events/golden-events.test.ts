import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { slices } from '../../src/slices.ts'

/** What was once written must be readable for ever: a golden file is added, never changed. */
type Golden = {
  readonly type: string
  readonly version: number
  readonly data: Record<string, unknown>
}

const folder = path.join(import.meta.dirname, 'golden')
const services = path.join(import.meta.dirname, '../../src/services')
const golden = globSync('*.json', { cwd: folder })
  .sort()
  .map((file) => ({
    file,
    event: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Golden,
  }))

const { types, catalogue } = slices

const kebab = (type: string) => type.replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase()

describe('the events of all slices', () => {
  it('are those of every events.ts there is, each under a name of its own', async () => {
    const files = globSync('*/events.ts', { cwd: services })
    const modules = await Promise.all(
      files.map((file) => import(path.join(services, file)) as Promise<Record<string, unknown>>),
    )
    const names = modules.flatMap((module) =>
      Object.entries(module)
        .filter(([name]) => name.endsWith('Events'))
        .flatMap(([, events]) => Object.keys(events as object)),
    )
    expect(names.sort()).toEqual(Object.keys(types).sort())
  })

  it('have a golden file for each version that was ever written', () => {
    const wanted = Object.entries(types).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${kebab(type)}.v${index + 1}.json`),
    )
    expect(golden.map(({ file }) => file)).toEqual(wanted.sort())
  })

  it('have names and fields that carry no person: no address, no name but of a schedule', () => {
    for (const { event } of golden) {
      expect(JSON.stringify(event.data)).not.toMatch(/"(email|address|password|subject|mac)"/)
    }
  })
})

describe.each(golden)('$file', ({ file, event }) => {
  it('is named after its type and version', () => {
    expect(file).toBe(`${kebab(event.type)}.v${event.version}.json`)
  })

  it('is read as its schema of today says, without a field lost', () => {
    const data = catalogue.deserialize(event.type, event.version, JSON.stringify(event.data))
    expect(types[event.type]?.data.parse(data)).toEqual(data)
    expect(data).toMatchObject(event.data)
  })

  it('is written as it was', () => {
    const { data, schemaVersion } = catalogue.serialize({ type: event.type, data: event.data })
    expect(schemaVersion).toBe(types[event.type]?.version)
    if (schemaVersion === event.version) expect(JSON.parse(data)).toEqual(event.data)
  })
})

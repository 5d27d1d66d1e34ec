import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceOptions } from '../../../src/net/packet-source.ts'
import { hasNamespaces, namespacesOnly } from '../../support/privilege.ts'
import { Cable, defaults, script } from '../support/capture-process.ts'

/** What the ring knows and the other driver does not. */
describe.skipIf(!hasNamespaces)(`packet ring${namespacesOnly}`, () => {
  let cable: Cable
  beforeAll(() => {
    cable = new Cable()
  })
  afterAll(() => cable?.[Symbol.dispose]())

  const capture = (changed: Partial<SourceOptions>, paused = false) =>
    cable.capture({
      driver: 'ring',
      options: { interface: 'vb', ...defaults, ...changed },
      paused,
    })

  it('gives each frame the time at which the kernel took it in', async () => {
    const running = await capture({})
    const before = Date.now()
    cable.send('va', { count: 2_000, bytes: 60 })
    const after = Date.now() + 1
    const seen = await running.stop()
    expect(seen.packets).toBe(2_000)
    expect(seen.disordered).toBe(0)
    expect(seen.firstMs).toBeGreaterThanOrEqual(before)
    expect(seen.lastMs).toBeLessThanOrEqual(after)
    expect(seen.lastMs - seen.firstMs).toBeGreaterThan(0.1)
  })

  it('says how many frames were lost, to the frame, while nobody read', async () => {
    const running = await capture({ ringBytes: 1 << 20, snaplenBytes: 2_000 }, true)
    cable.send('va', { count: 3_000, bytes: 1_000 })
    running.proceed()
    await new Promise((resolve) => setTimeout(resolve, 300))
    const seen = await running.stop()
    expect(seen.drops).toBeGreaterThan(0)
    expect(seen.packets).toBeGreaterThan(0)
    expect(seen.packets + (seen.drops ?? 0)).toBe(3_000)
  })

  it('counts frames that the filter leaves out neither as taken nor as lost', async () => {
    const running = await capture({ ringBytes: 1 << 20, filter: 'udp port 53' }, true)
    cable.send('va', { count: 3_000, bytes: 1_000, port: 54 })
    running.proceed()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await running.stop()).toMatchObject({ packets: 0, drops: 0 })
  })

  it('keeps what came between opening and running', async () => {
    const running = await capture({}, true)
    cable.send('va', { count: 500, bytes: 60 })
    running.proceed()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await running.stop()).toMatchObject({ packets: 500, drops: 0 })
  })

  it('counts what came just before the end, and not what came just after it', () => {
    const options = JSON.stringify({ interface: 'vb', ...defaults })
    for (let round = 0; round < 5; round++) {
      const line = cable.inside(process.execPath, script('moment-script.ts'), options)
      expect(JSON.parse(line)).toEqual({
        sizes: { 60: 50 },
        sentAfter: true,
        between: true,
        drops: 0,
      })
    }
  })

  it('ends a silent capture within its bound', async () => {
    const seen = await (await capture({})).stop()
    expect(seen).toMatchObject({ packets: 0, code: '' })
    expect(seen.stopMs).toBeLessThan(400) // one wait, then the drain
  })

  it('works in two worker threads at once, each seeing everything', {
    timeout: 15_000,
  }, async () => {
    const options = JSON.stringify({ interface: 'vb', ...defaults })
    const of = [process.execPath, script('threads-script.ts'), options]
    const child = spawn('ip', ['netns', 'exec', cable.namespace, ...of])
    let output = ''
    for await (const data of child.stdout) {
      output += data
      if (output !== 'ready\n') continue
      cable.send('va', { count: 1_000, bytes: 60 })
      child.stdin.write('stop\n')
    }
    const each = { packets: 1_000, drops: 0 }
    expect(JSON.parse(output.split('\n')[1] ?? '')).toEqual([each, each])
  })

  it('gives back each descriptor and each byte, and leaves no view into freed memory', async () => {
    const options = JSON.stringify({ interface: 'vb', ...defaults, filter: 'ether[0] = 2' })
    const of = [process.execPath, script('lifetime-script.ts'), options]
    const child = spawn('ip', ['netns', 'exec', cable.namespace, ...of])
    const timer = setInterval(() => cable.send('va', { count: 1, bytes: 60 }), 300)
    let output = ''
    for await (const data of child.stdout) output += data
    clearInterval(timer)
    const { before, during, after, codes, kept, read } = JSON.parse(output)
    expect(during).toEqual({ descriptors: before.descriptors + 1, rings: before.rings + 1 })
    expect(after).toEqual(before)
    expect(before.rings).toBe(0)
    expect(codes).toEqual(['FILTER_INVALID', 'INTERFACE_UNKNOWN'])
    expect([kept, read]).toEqual([0, 'nothing'])
  })
})

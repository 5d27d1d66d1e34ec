import { expect, it } from 'vitest'
import { PacketView } from '../../src/wire/packet-view.ts'
import { Stop } from '../../src/wire/stop.ts'
import { samples, viewOf } from './sample-view.ts'
import { contradictions } from './view-contradictions.ts'

it.each(samples)('keeps only what it has read in each prefix of %s', (_, { link, frame }) => {
  const bytes = Uint8Array.from(frame)
  const full = viewOf(frame, link)
  const view = new PacketView()
  for (let length = 0; length <= bytes.length; length++) {
    view.decode(bytes, 0, length, bytes.length, -1, link)
    expect(contradictions(view)).toEqual([])
    if (full.stop === Stop.none) expect([Stop.none, Stop.truncated]).toContain(view.stop)
    if (view.ipVersion > 0 && view.tunnel === full.tunnel) {
      expect(view.ipOffset).toBeLessThanOrEqual(full.ipOffset)
      if (view.ipOffset === full.ipOffset && view.sourcePort >= 0)
        expect(view.sourcePort).toBe(full.sourcePort)
    }
    view.decode(bytes, 0, length, length, -1, link)
    expect(contradictions(view)).toEqual([])
    expect(view.stop).not.toBe(Stop.truncated)
  }
  expect(view).toEqual(full)
})

import type { Random } from '../../test/support/random.ts'
import type { PcapWriter } from './pcap-writer.ts'

/** One conversation that is written into a file, packet by packet. */
export interface Talk {
  /** Packets that are still to come. */
  readonly left: number
  /** Writes the next one. False: what follows waits for the next turn. */
  write(writer: PcapWriter): boolean
}

export type Interleaving = {
  /** Conversations that go on at the same time; when one ends, the next begins. */
  readonly open: number
  /** How many packets one says in a turn. */
  readonly burst: (talk: Talk) => number
  readonly random: Random
}

/** Writes all conversations, those that are open by turns: whose turn it is is drawn, so that neighbours in time are none in a table. */
export const interleave = (
  writer: PcapWriter,
  talks: Iterator<Talk>,
  { open, burst, random }: Interleaving,
): void => {
  const speaking: Talk[] = []
  const add = (place: number): boolean => {
    const { value, done } = talks.next()
    if (done === true) return false
    speaking[place] = value
    return true
  }
  while (speaking.length < open && add(speaking.length));
  while (speaking.length > 0) {
    const place = random.whole(0, speaking.length - 1)
    const talk = speaking[place]
    if (talk === undefined) throw new Error('nobody speaks')
    for (let said = burst(talk); said > 0 && talk.left > 0; said--) if (!talk.write(writer)) break
    if (talk.left > 0 || add(place)) continue
    const last = speaking.pop()
    if (last !== undefined && place < speaking.length) speaking[place] = last
  }
}

/**
 * Opens a source, prints "ready", runs it until a line arrives on standard input, prints what it saw as one line of JSON.
 * To be started inside a network namespace. argv[2]: { driver, options, paused? } as JSON.
 */
import { readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { failureOf } from '../../../src/base/failure.ts'
import { openSource } from '../../../src/net/open-source.ts'
import type { FrameSink } from '../../../src/net/packet-source.ts'
import type { CaptureRequest, CaptureSeen } from './capture-process.ts'

const request = JSON.parse(process.argv[2] ?? '') as CaptureRequest
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const sizes: { [wireLength: string]: number } = {}
const vlans: { [vlan: string]: number } = {}
let packets = 0
let bytes = 0
let longest = 0
let disordered = 0
let last = 0
let first = 0
let lastTick = performance.now()
let tickGap = 0
let stop = false
let stopMoment = 0
let checksum = 0

const sink: FrameSink = {
  frame: (frame, offset, captured, wire, seconds, nanoseconds, vlan) => {
    if (offset < 0 || offset + captured > frame.length) throw new Error('outside the memory')
    const time = seconds * 1e6 + nanoseconds / 1e3
    packets++
    bytes += wire
    longest = Math.max(longest, captured)
    for (let i = 0; i < captured; i++) checksum = (checksum + (frame[offset + i] ?? 0)) | 0
    if (time < last) disordered++
    last = time
    if (first === 0) first = time
    sizes[wire] = (sizes[wire] ?? 0) + 1
    vlans[vlan] = (vlans[vlan] ?? 0) + 1
  },
  tick: () => {
    const now = performance.now()
    tickGap = Math.max(tickGap, now - lastTick)
    lastTick = now
  },
}

const finish = (code: string, values: unknown, drops: number | null, stopMs: number): void => {
  const seen: CaptureSeen = {
    packets,
    bytes,
    longest,
    disordered,
    firstMs: first / 1e3,
    lastMs: last / 1e3,
    sizes,
    vlans,
    tickGap,
    drops,
    stopMs,
    overrunMs: stopMoment === 0 ? 0 : last / 1e3 - stopMoment,
    code,
    values,
    checksum,
  }
  print(JSON.stringify(seen))
  process.exit(0)
}

let stoppedAt = 0
const listen = (): void => {
  createInterface({ input: process.stdin }).once('line', () => {
    stop = true
    stoppedAt = performance.now()
  })
}
try {
  const source = openSource(request.driver, request.options)
  print('ready')
  // Nobody reads until a line arrives: without a turn of the event loop, as when the thread has no time.
  if (request.paused) readSync(0, Buffer.alloc(16))
  listen()
  let outcome = ''
  let values: unknown = {}
  lastTick = performance.now()
  try {
    await source.run(sink, () => {
      if (stop && stopMoment === 0) stopMoment = Date.now()
      return stop
    })
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    outcome = failure.code
    values = failure.values
  }
  const stopMs = performance.now() - stoppedAt
  source.close()
  source.close()
  finish(outcome, values, source.takeDrops(), stopMs)
} catch (error) {
  const failure = failureOf(error)
  if (failure === undefined) throw error
  finish(failure.code, failure.values, null, 0)
}

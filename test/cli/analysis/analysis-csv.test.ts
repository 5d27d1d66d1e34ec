import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from '../../../src/base/failure.ts'
import { csvFolders, refuseCsv, writeCsv } from '../../../src/cli/analysis/analysis-csv.ts'
import { analysis, flow, question } from '../analysis-examples.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-csv-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const lines = (name: string, of = folder) => readFileSync(path.join(of, name), 'utf8').split('\r\n')

describe('the CSV files of a capture', () => {
  it('are all there, in a folder that is made where it is missing', async () => {
    const inner = path.join(folder, 'a', 'b')
    await writeCsv(inner, analysis(), false)
    expect(readdirSync(inner).sort()).toEqual([
      'conversations.csv',
      'destinations.csv',
      'details.csv',
      'devices.csv',
      'flows.csv',
      'protocols.csv',
      'rate.csv',
    ])
  })

  it('say of each flow what the JSON says', async () => {
    await writeCsv(folder, analysis({ flows: () => [flow(), question] }), false)
    expect(lines('flows.csv')).toEqual([
      'transport,clientAddress,clientPort,serverAddress,serverPort,application,name,state,firstAt,lastAt,packetsToServer,packetsToClient,bytesToServer,bytesToClient,retransmissions,duplicateAcks,outOfOrder,zeroWindows,resets,handshakeMs,tunnel,tunnelA,tunnelB',
      'tcp,10.0.0.5,51234,93.184.216.34,443,tls,www.example.org,closed,2026-11-23T00:48:06.000250Z,2026-11-23T00:48:07.500250Z,10,12,1200,14000,0,0,0,0,0,12.5,,,',
      'udp,2001:db8:1111:2222:3333:4444:5555:6666,40000,2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff,53,dns,,answered,2026-11-23T00:48:06.000250Z,2026-11-23T00:48:07.500250Z,1,1,80,120,,,,,,,,,',
      '',
    ])
  })

  it('have the lists and the rate', async () => {
    await writeCsv(folder, analysis(), false)
    expect(lines('devices.csv').slice(0, 2)).toEqual([
      'mac,vendor,random,address,name,sentPackets,sentBytes,receivedPackets,receivedBytes,firstAt,lastAt',
      '00:1b:21:3c:4d:5e,Intel Corporate,false,10.0.0.5,attic-pi,11,1280,13,14120,2026-11-23T00:48:06.000250Z,2026-11-23T00:49:06.000250Z',
    ])
    expect(lines('protocols.csv')[1]).toBe('tls,tcp,443,22,15200')
    expect(lines('destinations.csv')[1]).toBe('93.184.216.34,www.example.org,11,1280,13,14120')
    expect(lines('conversations.csv')[1]).toBe('10.0.0.5,93.184.216.34,10,1200,12,14000')
    expect(lines('details.csv')[1]).toBe('tls,TLS 1.3,1')
    expect(lines('rate.csv').slice(0, 3)).toEqual([
      'at,milliseconds,bytes',
      '2026-11-23T00:48:06.000250Z,1000,0',
      '2026-11-23T00:48:07.000250Z,1000,1000',
    ])
  })

  it('are not replaced unless that is said', async () => {
    await refuseCsv(path.join(folder, 'missing'))
    writeFileSync(path.join(folder, 'rate.csv'), 'mine')
    const refused = await refuseCsv(folder).catch((thrown: unknown) => failureOf(thrown))
    expect(refused).toMatchObject({ code: 'FILE_EXISTS', exitStatus: 2 })
    await writeCsv(folder, analysis(), true)
    expect(lines('rate.csv')[0]).toBe('at,milliseconds,bytes')
  })

  it('say why where there can be none', async () => {
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    const failed = writeCsv(path.join(file, 'below'), analysis(), false)
    await expect(failed).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  })
})

describe('the folder of a capture', () => {
  it('is the one that was said where there is one capture', () => {
    expect(csvFolders('out', ['a/lab.pcap'])).toEqual(['out'])
  })

  it('is one below it for each of several, named like the capture and never twice the same', () => {
    expect(
      csvFolders('out', ['a/lab.pcap', 'b/lab.pcap', '-', 'lab.pcap-2', './lab.pcap']),
    ).toEqual([
      'out/lab.pcap',
      'out/lab.pcap-2',
      'out/standard-input',
      'out/lab.pcap-2-2',
      'out/lab.pcap-3',
    ])
  })
})

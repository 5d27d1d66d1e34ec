import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { formatter } from '../../src/base/format.ts'
import type { CaptureDetail } from '../../src/cli/capture-summary.ts'
import { readWithLibpcap } from '../support/offline-packets.ts'
import { hasNamespaces, namespacesOnly } from '../support/privilege.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'
import { between, type Counters, createNetwork, type Network } from './network.ts'
import { CLOCK, DATAGRAMS, datagramWireBytes, PAGE, PAGE_PORT, SHOP, SINK_PORT } from './traffic.ts'

/** Enough for the device on a machine that is busy with other tests. */
const CAPTURE_SECONDS = 15
const POLL_MS = 100
const POLLS_MAX = 300

/**
 * One story, told from a device that is plugged in to the report that is read. Later rooms of Vigie add their part: the lease, the name,
 * the person who asks.
 */
describe.skipIf(!hasNamespaces)(
  `a device's network, from its first packet to the report${namespacesOnly}`,
  () => {
    let network: Network
    let vigie: Vigie
    let lab: ChildProcess
    let watchId: string
    let captureId: string
    let reportId: string
    let sent: Counters
    let capture: CaptureDetail & { readonly packets: number; readonly bytes: number }

    beforeAll(async () => {
      network = await createNetwork()
      lab = inside(network.lab.namespace, 'lab-script.ts')
      if (lab.stdout) await once(lab.stdout, 'data')
      vigie = await startVigie({ namespace: network.lab.namespace })
    })

    afterAll(async () => {
      lab?.kill()
      await vigie?.cleanUp()
      await network?.remove()
    })

    it('stands watch on the interface that leads to the device', async () => {
      const added = await vigie.cli('watch', 'add', network.lab.interface, '--json')
      expect(added).toMatchObject({ status: 0 })
      watchId = String(added.json()['id'])
      await until(async () => (await watched())['state'] === 'counting')
    })

    it('starts a capture on the same interface, as a queued job, that keeps the packets too', async () => {
      const asked = await vigie.cli(
        'capture',
        String(CAPTURE_SECONDS),
        '--interface',
        network.lab.interface,
        '--save',
        '--mail',
        '--json',
      )
      expect(asked).toMatchObject({ status: 0 })
      captureId = String(asked.json()['id'])
      reportId = String(asked.json()['reportId'])
      await until(async () => (await show()).state === 'running')
    })

    it('lets the device send its datagrams, fetch its page, ask for names and fetch a page over TLS', async () => {
      const before = await network.device.counters()
      const device = inside(network.device.namespace, 'device-script.ts', network.lab.address)
      let page = ''
      device.stdout?.on('data', (chunk) => {
        page += chunk
      })
      const [status] = await once(device, 'close')
      expect(status).toBe(0)
      expect(page).toBe(PAGE + PAGE)
      await until(async () => (await show()).state === 'completed')
      sent = between(before, await network.device.counters())
    })

    it('sees exactly what the device sent and received, packets and bytes', async () => {
      capture = await show()
      expect(capture.packets).toBe(sent.sentPackets + sent.receivedPackets)
      expect(capture.bytes).toBe(sent.sentBytes + sent.receivedBytes)
      expect(capture.traffic.totals.kernelDrops).toBe(0)
      const device = capture.traffic.devices.find((row) => row.address === network.device.address)
      expect(device).toMatchObject({ mac: network.device.mac, ...sent })
      expect(capture.traffic.protocols).toContainEqual({
        protocol: 'udp',
        port: SINK_PORT,
        application: '',
        packets: DATAGRAMS,
        bytes: datagramWireBytes(),
      })
      const page = capture.traffic.protocols.find(({ port }) => port === PAGE_PORT)
      expect(page).toMatchObject({ protocol: 'tcp', application: 'http' })
      expect(capture.traffic.conversations[0]).toMatchObject({
        a: network.device.address,
        b: network.lab.address,
      })
    })

    it('tells what the device spoke, and its destinations by the names that it asked for', async () => {
      const { protocols, destinations, details, tcp, dns } = capture.traffic
      const spoken = protocols.map(({ application, port }) => `${application} ${port}`)
      expect(spoken).toEqual(expect.arrayContaining([`tls ${SHOP.port}`, 'dns 53']))
      expect(destinations.map(({ name, address }) => [name, address]).sort()).toEqual(
        [SHOP, CLOCK].map(({ name, address }) => [name, address]).sort(),
      )
      expect(details).toContainEqual({ application: 'tls', detail: '1.2', count: 1 })
      expect(details).toContainEqual({ application: 'http', detail: 'GET', count: 1 })
      expect(tcp).toMatchObject({ connections: 2, handshakes: 2, unanswered: 0, refused: 0 })
      expect(dns).toMatchObject({ questions: 2, answers: 2, nameErrors: 0, failures: 0, timed: 2 })
    })

    it('knows that all of it was with this machine, and nothing for everybody', async () => {
      const { packets, bytes } = capture
      const none = { packets: 0, bytes: 0 }
      const own = { packets, bytes }
      expect(capture.traffic.apart).toEqual({ broadcast: none, multicast: none, own })
    })

    it('mails the report once, and its figures are those of the capture', async () => {
      await until(async () => {
        const answer = await vigie.cli('report', 'show', reportId, '--json')
        return answer.status === 0 && answer.json()['state'] === 'delivered'
      })
      const inbox = (await vigie.cli('inbox', '--json')).json() as {
        readonly messages: readonly { readonly id: string; readonly subject: string }[]
      }
      expect(inbox.messages).toHaveLength(1)
      const [message] = inbox.messages
      const { count, bytes } = formatter('en', 'UTC')
      expect(message?.subject).toContain(`${count(capture.packets)} packets`)
      const { stdout } = await vigie.cli('inbox', 'show', message?.id ?? '')
      expect(stdout).toContain(count(capture.packets))
      expect(stdout).toContain(`${bytes(capture.bytes)} (${count(capture.bytes)})`)
      expect(stdout).toContain(network.device.address)
      expect(stdout).toContain(`udp ${SINK_PORT}`)
      expect(stdout).toContain(SHOP.name)
      expect(stdout).toContain(CLOCK.name)
    })

    it('exports the packets that it kept: those of the page, as libpcap reads them', async () => {
      const file = path.join(vigie.home, 'page.pcapng')
      const filter = ['--filter', `tcp port ${PAGE_PORT}`]
      const exported = await vigie.cli('capture', 'export', captureId, ...filter, '-o', file)
      expect(exported).toMatchObject({ status: 0 })
      const page = capture.traffic.protocols.find(({ port }) => port === PAGE_PORT)
      const packets = readWithLibpcap(file)
      expect(packets).toHaveLength(page?.packets ?? 0)
      expect(packets.reduce((sum, { wire }) => sum + wire, 0)).toBe(page?.bytes)
    })

    it('stores its packets once more, as a file from elsewhere, and finds the same in them', async () => {
      const file = path.join(vigie.home, 'all.pcapng')
      expect(await vigie.cli('capture', 'export', captureId, '-o', file)).toMatchObject({
        status: 0,
      })
      const stored = await vigie.cli('analyze', '--store', '--json', file)
      expect(stored).toMatchObject({ status: 0 })
      const { captureId: storedId, packets, bytes } = stored.json()
      expect({ packets, bytes }).toEqual({ packets: capture.packets, bytes: capture.bytes })
      const { traffic, ...again } = await show(String(storedId))
      expect(again).toMatchObject({ file: 'all.pcapng', state: 'completed', packets, bytes })
      const { destinations, conversations, tcp, dns } = capture.traffic
      expect(traffic).toMatchObject({ destinations, conversations, tcp, dns })
    })

    it('has counted the same packets in its standing watch when that is removed', async () => {
      expect(await vigie.cli('watch', 'remove', watchId)).toMatchObject({ status: 0 })
      await until(async () => {
        const { traffic } = (await watched()) as { traffic: { totals: { packets: number } } }
        return traffic.totals.packets === capture.packets
      })
      expect(await watched()).toMatchObject({ state: 'removed', lostIntervals: 0 })
    })

    it('can show that nothing of the story was changed since, up to what the report printed', async () => {
      const { stdout } = await vigie.cli('report', 'show', reportId)
      const [, position = '', hash = ''] =
        /position ([\d,]+), hash ([0-9a-f]{16})/.exec(stdout.replaceAll('\n', ' ')) ?? []
      const against = `${position.replaceAll(',', '')}:${hash}`
      const verified = await vigie.cli('audit', 'verify', '--against', against, '--json')
      expect(verified).toMatchObject({ status: 0 })
      expect(verified.json()).toMatchObject({ whole: true })
    })

    const watched = async () => (await vigie.cli('watch', 'show', watchId, '--json')).json()
    const show = async (id = captureId) =>
      (await vigie.cli('capture', 'show', id, '--json')).json() as unknown as typeof capture
  },
)

const inside = (namespace: string, script: string, ...args: readonly string[]): ChildProcess =>
  spawn(
    'ip',
    ['netns', 'exec', namespace, process.execPath, `${import.meta.dirname}/${script}`, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let poll = 0; poll < POLLS_MAX; poll++) {
    if (await holds()) return
    await pause(POLL_MS)
  }
  throw new Error('what was waited for did not happen')
}

import { describe, expect, it } from 'vitest'
import type { Application } from '../../../../src/services/traffic/applications/application.ts'
import { ApplicationOrders } from '../../../../src/services/traffic/inspection/application-orders.ts'

const application = (
  transport: Application['transport'],
  ports: readonly number[],
  portsOnly = false,
): Application => ({ transport, ports, portsOnly }) as unknown as Application

// By number: 1 web, 2 mail (on its ports only), 3 names (over both), 4 a game.
const orders = new ApplicationOrders([
  application('tcp', [80, 8080]),
  application('tcp', [25], true),
  application('both', [53]),
  application('udp', [27_015]),
])

const order = (isTcp: boolean, serverPort: number, clientPort = 50_000) => [
  ...orders.of(isTcp, serverPort, clientPort),
]

describe('the order of applications', () => {
  it('begins with those of the server’s port', () => {
    expect(order(true, 53)).toEqual([3, 1])
    expect(order(true, 8080)).toEqual([1, 3])
  })

  it('goes by the client’s port where the server’s is nobody’s', () => {
    expect(order(true, 40_000, 53)).toEqual([3, 1])
  })

  it('leaves out what is spoken on its ports only, anywhere else', () => {
    expect(order(true, 40_000)).toEqual([1, 3])
    expect(order(true, 25)).toEqual([2, 1, 3])
  })

  it('asks those of the transport alone', () => {
    expect(order(false, 80)).toEqual([3, 4])
  })
})

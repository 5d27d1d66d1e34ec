import type { Application } from '../applications/application.ts'

const PORTS = 65_536

/** In which order the applications are asked about a payload: those of its server's port first. */
export class ApplicationOrders {
  readonly #tcp: TransportOrders
  readonly #udp: TransportOrders

  constructor(applications: readonly Application[]) {
    this.#tcp = new TransportOrders(applications, 'tcp')
    this.#udp = new TransportOrders(applications, 'udp')
  }

  /** Numbers of applications (place + 1), for a flow with these ports. */
  of(isTcp: boolean, serverPort: number, clientPort: number): Uint8Array {
    return (isTcp ? this.#tcp : this.#udp).of(serverPort, clientPort)
  }
}

class TransportOrders {
  /** The order of each port, as a place in `orders`; 0: that of all others. */
  readonly #places = new Uint16Array(PORTS)
  readonly #orders: Uint8Array[]

  constructor(applications: readonly Application[], transport: 'tcp' | 'udp') {
    const numbers = applications.flatMap((application, place) =>
      application.transport === transport || application.transport === 'both'
        ? [{ application, number: place + 1 }]
        : [],
    )
    const everywhere = numbers.filter(({ application }) => application.portsOnly !== true)
    const orderOf = (first: typeof numbers) =>
      Uint8Array.from(new Set([...first, ...everywhere].map(({ number }) => number)))
    this.#orders = [orderOf([])]
    const ports = new Set(numbers.flatMap(({ application }) => application.ports))
    for (const port of ports) {
      this.#places[port] = this.#orders.length
      this.#orders.push(
        orderOf(numbers.filter(({ application }) => application.ports.includes(port))),
      )
    }
  }

  of(serverPort: number, clientPort: number): Uint8Array {
    const place = this.#places[serverPort] || this.#places[clientPort] || 0
    return this.#orders[place] ?? new Uint8Array(0)
  }
}

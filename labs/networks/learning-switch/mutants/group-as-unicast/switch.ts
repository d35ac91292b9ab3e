type Place = { port: number; heardMs: number }

/** A switch that learns. Ports are numbered from 0; a hardware address is written like `02:00:00:00:00:01`. */
export class Switch {
  readonly #ports: number
  readonly #ageMs: number
  readonly #places = new Map<string, Place>()

  /** `ageMs`: how long an address is remembered after it was last heard. */
  constructor(ports: number, ageMs: number) {
    this.#ports = ports
    this.#ageMs = ageMs
  }

  /** A frame comes in by `port`. Returns the ports it leaves by, in ascending order. */
  receive(port: number, src: string, dst: string, nowMs: number): number[] {
    if (!isGroup(src)) this.#places.set(src.toLowerCase(), { port, heardMs: nowMs })
    const place = isGroup(dst) ? undefined : this.#places.get(dst.toLowerCase())
    if (place === undefined || nowMs - place.heardMs > this.#ageMs) return this.#allBut(port)
    return place.port === port ? [] : [place.port]
  }

  #allBut(incoming: number): number[] {
    return Array.from({ length: this.#ports }, (_, port) => port).filter((port) => port !== incoming)
  }
}

/** Broadcast. */
function isGroup(mac: string): boolean {
  return mac.toLowerCase() === 'ff:ff:ff:ff:ff:ff'
}

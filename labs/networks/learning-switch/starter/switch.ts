/** A switch that learns. Ports are numbered from 0; a hardware address is written like `02:00:00:00:00:01`. */
export class Switch {
  /** `ageMs`: how long an address is remembered after it was last heard. */
  constructor(ports: number, ageMs: number) {
    // TODO: which address is behind which port, and since when?
  }

  /** A frame comes in by `port`. Returns the ports it leaves by, in ascending order. */
  receive(port: number, src: string, dst: string, nowMs: number): number[] {
    return []
  }
}

/** Keeps for each port whom it hears there, and sweeps out what is too old before each decision. */
export class Switch {
  private readonly heard: Map<string, number>[]

  constructor(ports: number, ageMs: number) {
    this.heard = Array.from({ length: ports }, () => new Map<string, number>())
    this.ageMs = ageMs
  }

  private readonly ageMs: number

  receive(port: number, src: string, dst: string, nowMs: number): number[] {
    for (const known of this.heard)
      for (const [mac, at] of known) if (nowMs - at > this.ageMs || mac === src.toLowerCase()) known.delete(mac)
    if (unicast(src)) this.heard[port]?.set(src.toLowerCase(), nowMs)

    const behind = unicast(dst) ? this.heard.findIndex((known) => known.has(dst.toLowerCase())) : -1
    const leaving = behind >= 0 ? [behind] : [...this.heard.keys()]
    return leaving.filter((one) => one !== port)
  }
}

/** The second hex digit is even. */
function unicast(mac: string): boolean {
  return '02468ace'.includes(mac.toLowerCase()[1] ?? '')
}

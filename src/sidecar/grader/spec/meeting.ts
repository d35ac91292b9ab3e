/** The address where spec and submission meet: that of whoever listens. */

const LOOPBACK = '127.0.0.1'

/** Where learners' programs find the spec, and the spec them. On a wire the address of its `server`. */
export let HOST = LOOPBACK

/** `null`: both are on one host. */
export function meetAt(address: string | null): void {
  HOST = address ?? LOOPBACK
}

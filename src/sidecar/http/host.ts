/**
 * Who may talk to us. A page of another site must not reach the labs: neither by naming our address (its Origin gives
 * it away) nor by a name of its own that resolves to 127.0.0.1 (DNS rebinding: the Host gives it away). Ports are not
 * compared with ours, so that a forwarded port works; Origin and Host still have to be the same, port included.
 */
import type { IncomingMessage } from 'node:http'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Names under which a server that listens on `host` may be addressed. */
export function ourNames(host: string): ReadonlySet<string> {
  return new Set([...LOOPBACK_NAMES, host.includes(':') ? `[${host}]` : host])
}

export function hostIsOurs({ headers }: IncomingMessage, names: ReadonlySet<string>): boolean {
  const url = `http://${headers.host}`
  return headers.host !== undefined && URL.canParse(url) && names.has(new URL(url).hostname)
}

/** Browsers send Origin with every WebSocket handshake; a client without one is not a page of ours. */
export function originIsHost({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}

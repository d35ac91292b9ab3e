/** Endpoints as calls and packets write them: `address:port`, `[address]:port`, the path of a UNIX socket. */

/** One way of writing an endpoint: IPv4 in IPv6 clothes is IPv4, and a link's name is no part of an address. */
export function endpoint(text: string): string {
  return text.replace(/^\[?::ffff:(\d+\.\d+\.\d+\.\d+)\]?/i, '$1').replace(/%[^\]]*\]/, ']')
}

/** 0 where there is none. */
export function portOf(end: string): number {
  return Number(end.match(/:(\d+)$/)?.[1] ?? 0)
}

export function hostOf(end: string): string {
  return end.match(/^\[(.+)\]:\d+$/)?.[1] ?? end.replace(/:\d+$/, '')
}

/** A path, an abstract name, or the number that an unnamed end goes by. */
export function isUnix(end: string): boolean {
  return end.startsWith('unix:') || end.startsWith('/') || !/:\d+$/.test(end)
}

/** Whether an end that may be bound to every address is this one. */
export function covers(bound: string, end: string): boolean {
  if (bound === end) return true
  const host = hostOf(bound)
  return (host === '0.0.0.0' || host === '::') && portOf(bound) === portOf(end)
}

/**
 * Preload of the reduced tier: a lab's hosts are all this machine's loopback there. Programs keep naming them as they
 * do elsewhere, by name or address, in node:net and node:dns; WIREBOOK_HOSTS says which, as `name=address` separated by
 * commas.
 */
'use strict'
const dns = require('node:dns')
const net = require('node:net')

const hosts = new Map((process.env.WIREBOOK_HOSTS ?? '').split(',').map((one) => one.split('=')))
delete process.env.WIREBOOK_HOSTS

const place = (host) => hosts.get(host) ?? host

/** connect() and listen() take (options), (port, host, …), or the array that net.connect() makes of either. */
function replace(args) {
  const [first, ...rest] = args
  // The array is marked as normalized by a symbol, so it is changed and not copied.
  if (Array.isArray(first)) {
    if (first[0] !== null && typeof first[0] === 'object') first[0] = { ...first[0], host: place(first[0].host) }
    return args
  }
  if (first !== null && typeof first === 'object' && 'host' in first)
    return [{ ...first, host: place(first.host) }, ...rest]
  return [first, ...rest.map((value) => (typeof value === 'string' ? place(value) : value))]
}

for (const [prototype, name] of [
  [net.Socket.prototype, 'connect'],
  [net.Server.prototype, 'listen'],
]) {
  const original = prototype[name]
  prototype[name] = function (...args) {
    return original.apply(this, replace(args))
  }
}

const { lookup } = dns
dns.lookup = (host, ...rest) => lookup(place(host), ...rest)

/**
 * node:net's servers: listen, accept, close.
 *
 * @typedef {ReturnType<typeof import('./report.cjs').open> | null} Waiting
 * @typedef {{ listening: Waiting, accepting: Waiting, local?: string }} Listener
 */
'use strict'
const diagnostics = require('node:diagnostics_channel')
const net = require('node:net')
const { now } = require('./clock.cjs')
const { connections, endsOf, newConnection, nextUnixName } = require('./connection.cjs')
const { takeFresh } = require('./connections.cjs')
const { look } = require('./look.cjs')
const { quietly } = require('./quietly.cjs')
const { close, codeOf, end, open, tellNow, tellOpen } = require('./report.cjs')
const { below, nearest } = require('./site.cjs')
const { settleLater } = require('./turn.cjs')

function watchServers() {
  /** @type {WeakMap<object, Listener>} */
  const listeners = new WeakMap()
  const { prototype } = net.Server

  const accept = (server, listener) => {
    listener.accepting = open('accept', now(), { local: listener.local })
    settleLater(server, () => tellOpen(listener.accepting))
  }
  const bound = (server) => {
    const listener = listeners.get(server)
    if (!listener?.listening) return
    const address = server.address()
    listener.local = typeof address === 'string' ? address.replace('\0', '@') : end(address?.address, address?.port)
    const { listening } = listener
    listener.listening = null
    close(listening, { local: listener.local })
    accept(server, listener)
  }

  look(prototype, 'listen', (server) => {
    // listen() calls itself for some forms of its arguments.
    if (listeners.get(server)?.listening) return
    const listening = open('listen', now(), nearest())
    listeners.set(server, { listening, accepting: null })
  })
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => bound(server))
  subscribe('tracing:net.server.listen:error', ({ server, error }) => {
    const listener = listeners.get(server)
    close(listener?.listening, { result: codeOf(error) })
    listeners.delete(server)
  })
  // A server announces a socket that it has just made.
  look(prototype, 'emit', (server) => {
    const listener = listeners.get(server)
    if (!listener) return
    if (listener.listening && server.listening) bound(server)
    const socket = takeFresh(server)
    if (!socket) return
    const connection = newConnection({})
    connections.set(socket, connection)
    if (socket.remoteAddress === undefined) connection.ends = { local: listener.local, remote: nextUnixName() }
    close(listener.accepting, endsOf(socket, connection))
    accept(server, listener)
  })
  look(prototype, '_emitCloseIfDrained', (server) => {
    const listener = listeners.get(server)
    if (!listener || server._handle) return
    listeners.delete(server)
    close(listener.accepting, { result: 'closed' })
    tellNow('close', now(), { ...nearest(), local: listener.local })
  })
}

/** The runtime itself is at work then: there is no line of the program to tell. */
function subscribe(channel, seen) {
  diagnostics.subscribe(channel, (message) => {
    below(subscribe)
    quietly(() => seen(message))
  })
}

module.exports = { watchServers }

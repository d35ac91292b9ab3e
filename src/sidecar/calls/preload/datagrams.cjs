/** node:dgram: who asked for what, from its methods; what became of it, from the native functions of its handle. */
'use strict'
const dgram = require('node:dgram')
const { getSystemErrorName } = require('node:util')
const { affordable, charge, isPassing, resting } = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { look } = require('./look.cjs')
const { watchMessages } = require('./messages.cjs')
const { native, nativeSend } = require('./native.cjs')
const { quietly } = require('./quietly.cjs')
const { close, end, open, tell, tellNow } = require('./report.cjs')
const { newSends } = require('./sends.cjs')
const { byRuntime, nearest } = require('./site.cjs')
const { tally } = require('./tally.cjs')

/** What the runtime calls the state of a socket that has its port. */
const BOUND = 2

/**
 * @typedef {ReturnType<typeof open> | null} Waiting
 * @typedef {{ binding: Waiting, connecting: Waiting, local?: string, remote?: string,
 *   state: any, sends: ReturnType<typeof newSends> }} Datagrams
 */

function watchDatagrams() {
  const { prototype } = dgram.Socket
  /** @type {WeakMap<object, Datagrams>} */
  const watched = new WeakMap()
  const adopt = (socket) => {
    const known = watched.get(socket)
    if (known) return known
    const state = stateOf(socket)
    const datagrams = { binding: null, connecting: null, state, sends: newSends() }
    watched.set(socket, datagrams)
    if (state?.handle) watchHandle(socket, state, datagrams)
    return datagrams
  }
  for (const name of ['bind', 'bindSync'])
    look(prototype, name, (socket) => {
      const datagrams = adopt(socket)
      datagrams.binding ??= open('bind', now(), nearest())
    })
  for (const name of ['connect', 'connectSync'])
    look(prototype, name, (socket) => {
      const datagrams = adopt(socket)
      datagrams.connecting = open('connect', now(), nearest())
    })
  const seeSend = (socket) => {
    const { sends, state } = adopt(socket)
    // For later, as the socket is not bound yet; the program has looked it up just before.
    if (state?.bindState !== BOUND && byRuntime('node:dgram')) return
    const at = affordable()
    sends.ask(at === 0 ? null : { at, site: nearest() })
    if (at !== 0) charge(at)
  }
  /** What a program that hurries does most often. */
  const passOver = (socket) => {
    if (!isPassing()) return false
    const datagrams = watched.get(socket)
    if (datagrams?.state?.bindState !== BOUND) return false
    resting()
    datagrams.sends.ask(null)
    return true
  }
  look(prototype, 'send', seeSend, { idle: passOver })
}

/** The runtime keeps its own of a socket under a symbol. */
function stateOf(socket) {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const value = socket[symbol]
    if (typeof value?.handle?.recvStart === 'function') return value
  }
  return undefined
}

/**
 * @param {any} state
 * @param {Datagrams} datagrams
 */
function watchHandle(socket, state, datagrams) {
  const { handle } = state
  const nameOf = (which) => {
    const found = {}
    return handle[which](found) === 0 ? end(found.address, found.port) : undefined
  }
  const refused = (result) => (result < 0 ? { result: quietly(() => getSystemErrorName(result)) ?? 'error' } : {})

  native(handle, 'bind', (result) => {
    if (result >= 0) return
    close(datagrams.binding, refused(result))
    datagrams.binding = null
  })
  native(handle, 'recvStart', () => {
    datagrams.local = nameOf('getsockname')
    close(datagrams.binding, { local: datagrams.local })
    datagrams.binding = null
  })
  native(handle, 'connect', (result) => {
    datagrams.local = nameOf('getsockname')
    datagrams.remote = nameOf('getpeername')
    const { local, remote } = datagrams
    close(datagrams.connecting, { local, remote, ...refused(result) })
    datagrams.connecting = null
  })
  const passedOver = () => isPassing() && datagrams.sends.takeCounted()
  nativeSend(handle, passedOver, (result, list, port, ip, began) => {
    const asked = datagrams.sends.take()
    // Counted when it was asked for, or now, where that was not seen.
    if (asked === null || (asked === undefined && affordable() === 0)) return
    let to = 0
    for (const part of list) to += part.byteLength
    const remote = typeof port === 'number' ? end(ip, port) : datagrams.remote
    const { local } = datagrams
    const report = {
      id: ++tally.ids,
      call: 'send',
      at: asked?.at ?? (began || now()),
      ...asked?.site,
      local,
      remote,
      from: 0,
      to,
      datagram: true,
    }
    const until = now()
    tell({ ...report, ...refused(result), until })
    charge(until)
  })
  native(handle, 'close', () => {
    tellNow('close', now(), { ...nearest(), local: datagrams.local })
  })
  watchMessages(socket, state, datagrams)
}

module.exports = { watchDatagrams }

/** Datagrams that have come. */
'use strict'
const { runInThisContext } = require('node:vm')
const { affordable, charge, isPassing, resting } = require('./budget.cjs')
const { quietly } = require('./quietly.cjs')
const { end, tellNow } = require('./report.cjs')

/** How the runtime's function begins and ends where its place can be taken. */
const EMITS = /rinfo\.size = buf\.length;[^\n]*\s+self\.emit\('message', buf, rinfo\);\s*\}$/

/**
 * A datagram's sender and size are arguments of one function of the runtime, which then runs the program's listeners.
 * A function with the same name, said to stand in the same file, takes its place, so that stack traces stay as they
 * are. What is rare goes to the original.
 */
const TAKE_PLACE = `(function (original, owner, state, tell) {
  return function onMessage(nread, handle, buf, rinfo) {
    if (nread < 0 || state.receiveBlockList) return original.call(this, nread, handle, buf, rinfo)
    tell(buf, rinfo); rinfo.size = buf.length
    const self = handle[owner]
  self.emit('message', buf, rinfo)
  }
})`
/** So that its emit() stands where it does in Node 26's dgram. */
const DGRAM_LINE = 1_102

function watchMessages(socket, state, datagrams) {
  const { handle } = state
  const owner = Object.getOwnPropertySymbols(handle).find((symbol) => handle[symbol] === socket)
  const received = (buf, rinfo) => {
    const at = affordable()
    if (at === 0) return
    const { local } = datagrams
    tellNow('message', at, { local, remote: end(rinfo.address, rinfo.port), from: 0, to: buf.length })
    charge(at)
  }
  const quiet = (buf, rinfo) => {
    if (isPassing()) resting()
    else quietly(() => received(buf, rinfo))
  }
  Object.defineProperty(handle, 'onmessage', {
    configurable: true,
    enumerable: true,
    set(original) {
      const fits = owner !== undefined && EMITS.test(String(original))
      const value = fits ? takePlace()(original, owner, state, quiet) : original
      Object.defineProperty(handle, 'onmessage', { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

let maker
function takePlace() {
  maker ??= runInThisContext(TAKE_PLACE, { filename: 'node:dgram', lineOffset: DGRAM_LINE })
  return maker
}

module.exports = { watchMessages }

/**
 * Preload of a learner's Node: everything slow has happened, the program has not begun. Waits in a synchronous read of
 * fd 3, which leaves nothing behind in the event loop, for one line of JSON: { argv, env, calls }. End of file means
 * that nobody needs this process any more.
 */
'use strict'
const fs = require('node:fs')
const { isMainThread, getEnvironmentData, setEnvironmentData } = require('node:worker_threads')

const GATE = 3
const CALLS = 4
/** Where a worker finds the preload that its main thread was told of. */
const CALLS_KEY = 'wirebook.calls'

if (isMainThread) {
  warm()
  pass(readLine())
} else {
  writeAtOnce()
  reportCalls(getEnvironmentData(CALLS_KEY))
}

/** Loads what the first program would pay for: the type stripper costs 25 ms, the network modules some. */
function warm() {
  require('node:module').stripTypeScriptTypes?.('let a: number')
  require('node:net')
  require('node:dgram')
  require('node:timers/promises')
  // Output goes out when it is written: before a call that blocks, before process.exit(), and in a loop without end.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true)
}

function readLine() {
  const chunks = []
  const chunk = Buffer.alloc(4_096)
  try {
    fs.writeSync(GATE, 'R')
    for (;;) {
      const size = fs.readSync(GATE, chunk, 0, chunk.length, null)
      if (size === 0) process.exit(0)
      chunks.push(Buffer.from(chunk.subarray(0, size)))
      if (chunk[size - 1] === 0x0a) break
    }
    fs.closeSync(GATE)
  } catch {
    process.exit(125)
  }
  return JSON.parse(Buffer.concat(chunks).toString())
}

/** @param {{ argv: string[], env: Record<string, string>, calls: string | null }} go */
function pass(go) {
  process.argv.push(...go.argv)
  Object.assign(process.env, go.env)
  // child_process.fork() passes these on; its child has no gate.
  for (let at = process.execArgv.indexOf('--require'); at >= 0; at = process.execArgv.indexOf('--require'))
    process.execArgv.splice(at, 2)
  setEnvironmentData(CALLS_KEY, go.calls)
  reportCalls(go.calls)
}

/** @param {string | null | undefined} preload */
function reportCalls(preload) {
  if (!preload) return
  try {
    fs.fstatSync(CALLS)
    require(preload)
  } catch {
    // The report of calls is for display; a program runs without it.
  }
}

/** A worker's console goes through the main thread's event loop, which a blocking socket call holds up. */
function writeAtOnce() {
  const { Console } = require('node:console')
  const { Writable } = require('node:stream')
  const to = (fd) =>
    new Writable({
      write(chunk, _encoding, done) {
        fs.writeSync(fd, chunk)
        done()
      },
    })
  globalThis.console = new Console({ stdout: to(1), stderr: to(2) })
}

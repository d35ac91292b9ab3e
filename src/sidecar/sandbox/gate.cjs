/**
 * Preload of a learner's Node: everything slow has happened, the program has not begun. Waits in a synchronous read of
 * fd 3, which leaves nothing behind in the event loop, for one line of JSON: { argv, env, calls }. End of file means
 * that nobody needs this process any more.
 */
'use strict'
const fs = require('node:fs')
const { isMainThread } = require('node:worker_threads')

const GATE = 3
const CALLS = 4

if (isMainThread) {
  warm()
  pass(readLine())
} else writeAtOnce()

/** Loads what the first program would pay for: the type stripper costs 25 ms, the network modules some. */
function warm() {
  require('node:module').stripTypeScriptTypes?.('let a: number')
  require('node:net')
  require('node:dgram')
  require('node:timers/promises')
  // Touching it opens stdout now.
  void process.stdout.writable
  void process.stderr.writable
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

/** @param {{ argv: string[], env: Record<string, string>, calls: string | null, hosts?: Record<string, string> }} go */
function pass(go) {
  process.argv.push(...go.argv)
  Object.assign(process.env, go.env)
  // child_process.fork() passes these on; its child has no gate.
  const at = process.execArgv.indexOf('--require')
  if (at >= 0) process.execArgv.splice(at, 2)
  if (go.calls === null) return
  try {
    fs.fstatSync(CALLS)
    require(go.calls)
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

/**
 * Loaded into a learner's Node before the program: tells fd 4 of each call on a socket, a line of JSON each, with the
 * line of the program that made it and the bytes of the stream it carried. Read by parse.ts; for display only.
 *
 * How it looks without being seen. A wrapper round `socket.write` would stand in every stack trace. So nothing is
 * wrapped that runs the program's code: a method is replaced by a getter that notes who looked it up, and returns the
 * runtime's own function (look.cjs). What became of the call is read from the socket's counters (`_bytesDispatched`,
 * `bytesRead`) when it is next looked at, at the latest when the turn of the event loop ends. Only native functions of
 * UDP handles, which call nothing back, are wrapped. No listener is added, no event held back, no argument touched.
 *
 * What it costs. Reports gather and go out when the turn ends, when there are many, before a call that blocks, and at
 * exit; in between at most once a millisecond. Watching takes at most a small share of the program's time beyond a
 * first allowance (budget.cjs); calls over that are counted (`missing`) and not told. The pipe does not block: where
 * nobody reads, lines are dropped and counted. SIGKILL loses what the last turn, or millisecond, had gathered.
 *
 * A folder of CommonJS without imports of ours from outside, because the sandbox binds it in alone. Loading it changes
 * nothing; what the program could replace later (clocks, JSON, Error) is kept by whoever needs it when it is loaded.
 */
'use strict'
const { bsdReporter } = require('./bsd.cjs')
const budget = require('./budget.cjs')
const { watchConnections } = require('./connections.cjs')
const { watchDatagrams } = require('./datagrams.cjs')
const { watchExit } = require('./exit.cjs')
const outbox = require('./outbox.cjs')
const { reportPipe } = require('./pipe.cjs')
const { watchServers } = require('./servers.cjs')
const turn = require('./turn.cjs')

/** Where fd 4 was given to this process for reports; otherwise nothing is watched. */
function watch() {
  const pipe = reportPipe()
  if (!pipe) return
  outbox.start(pipe)
  budget.start()
  turn.start()
  watchExit()
  watchConnections()
  watchServers()
  watchDatagrams()
  Object.defineProperty(globalThis, Symbol.for('wirebook.calls'), { value: bsdReporter() })
}

module.exports = { watch }

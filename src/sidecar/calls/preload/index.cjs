/** Begins to look on; for `--require`, or called by the gate just before the program. */
'use strict'
const { quietly } = require('./quietly.cjs')
const { watch } = require('./watch.cjs')

quietly(watch)

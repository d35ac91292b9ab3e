/**
 * `serve` of one person's own course in a process of its own: `serve.ts <data> <ms a session lives alone>`. Tells its
 * URL, and its memory whenever it is asked. Wants --expose-gc.
 */
import { openGrader } from '../../src/sidecar/grader/grader.ts'
import { serve } from '../../src/sidecar/serve.ts'

/** MiB: the heap that is in use after a collection, and what the process has of the machine's memory. */
export type Memory = { heap: number; rss: number }

const BYTES_PER_MIB = 2 ** 20
const SLOTS = 2

const [data = '', lingerMs] = process.argv.slice(2)
const { url, close } = await serve({
  port: 0,
  data,
  lingerMs: Number(lingerMs),
  signals: false,
  // Pages are files that come from a folder; what is looked at here stands behind them.
  pages: (_request, response) => response.end(),
  openGrader: async () => openGrader({ slots: SLOTS }),
  log: (line) => console.error(line),
})
process.send!({ url })
process.on('message', (asked) => {
  if (asked === 'end') void close().then(() => process.exit(0))
  if (asked === 'memory') process.send!({ memory: memory() })
})
// Nobody is left to ask.
process.once('disconnect', () => process.exit(1))

function memory(): Memory {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / BYTES_PER_MIB, rss: rss / BYTES_PER_MIB }
}

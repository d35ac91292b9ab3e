/**
 * A class on SQLite without pages and without gradings: `serve.ts <folder>`. Tells its URL; when told `tidy` it collects
 * its garbage and says how many bytes its heap holds then; when told `end` it ends. Wants `--expose-gc`.
 */
import { serve } from '../../src/sidecar/serve.ts'

/** Soon enough that what is left of those who went can be measured, ms. */
const LINGER_MS = 2_000

const where = process.argv[2]!
const log = { info() {}, warn() {}, error() {} }
const { url, close } = await serve({
  port: 0,
  classroom: { where, slots: 0, log },
  lingerMs: LINGER_MS,
  signals: false,
  pages: (_request, response) => response.end(),
  log: () => {},
})
process.send!({ url })
process.on('message', (asked) => {
  if (asked === 'end') void close().then(() => process.exit(0))
  else {
    globalThis.gc!()
    process.send!({ heap: process.memoryUsage().heapUsed })
  }
})

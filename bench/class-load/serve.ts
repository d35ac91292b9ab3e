/** A class on SQLite without pages and without gradings: `serve.ts <folder>`. Tells its URL. */
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
process.on('message', () => void close().then(() => process.exit(0)))

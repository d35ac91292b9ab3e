/** One server of the class, without pages and without gradings of its own: `serve.ts <postgres://…>`. Tells its URL. */
import { serve } from '../../src/sidecar/serve.ts'

const where = process.argv[2]!
const log = { info() {}, warn() {}, error() {} }
const { url } = await serve({
  port: 0,
  classroom: { where, slots: 0, log },
  pages: (_request, response) => response.end(),
  log: () => {},
})
process.send!({ url })

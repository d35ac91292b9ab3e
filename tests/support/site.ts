/** The built site for tests: built when what it is made of has changed, and served with the server's own headers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSite } from '../../src/sidecar/build.ts'
import { siteHandler } from '../../src/sidecar/http/site.ts'

/** Path of dist, up to date. Test files run side by side: one builds, the others wait for it. */
export function builtSite(): Promise<string> {
  return buildSite({ log: () => {} })
}

/** Pages and their policy only: no labs run behind this address. */
export async function servedSite(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(siteHandler(await builtSite()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

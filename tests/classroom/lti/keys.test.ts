/** Keys that a platform gives us, when it is not what it should be: without end, too slowly, from elsewhere, or told by the token. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LTI_BOUNDS, LTI_TIMES } from '../../../src/sidecar/classroom/lti/limits.ts'
import { databases } from '../../support/databases.ts'
import { addUser, type Went } from './browser.ts'
import { exerciseLink, LESSON_PAGE, openParts, type Parts } from './parts.ts'
import { CLIENT, ROLE } from './platform.ts'

const MIB = 1 << 20
const codeOf = ({ text }: Went) => /<code>([A-Z_]+)<\/code>/.exec(text)?.[1]

describe('the keys of a platform', () => {
  const base = databases('sqlite')
  const servers: Server[] = []
  let parts: Parts
  let platformId = ''
  let link = ''

  beforeAll(async () => {
    parts = await openParts(await base.fresh())
    link = exerciseLink(parts.platform)
    addUser(parts.platform, 'Tao', ROLE.instructor)
    const { platforms } = (await parts.admin('GET', '/api/class/lti/platforms')).json as { platforms: { id: string }[] }
    platformId = platforms[0]!.id
  }, 60_000)
  afterEach(() => {
    parts.platform.state.sign = null
  })
  afterAll(async () => {
    for (const server of servers) server.closeAllConnections()
    await parts.close()
  })

  /** A server of ours on loopback; gives its address. */
  async function served(answer: RequestListener): Promise<string> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  }
  async function keysAt(keysUrl: string): Promise<void> {
    const body = { ...parts.platform.registration, keysUrl }
    expect((await parts.admin('PUT', `/api/class/lti/platforms/${platformId}`, { body })).status).toBe(200)
  }
  const open = () => parts.browser().open('Tao', { link })
  const good = () => JSON.stringify({ keys: parts.platform.keys.map(({ jwk }) => jwk) })

  it('are read no further than a bound, and no later than a time', async () => {
    let sent = 0
    const endless = await served((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"keys":[')
      const more = () => {
        while (!response.destroyed && sent < 64 * MIB) {
          sent += 64 << 10
          if (!response.write(' '.repeat(64 << 10))) return void response.once('drain', more)
        }
        response.end(']}')
      }
      more()
    })
    await keysAt(endless)
    const went = await open()
    expect([went.status, codeOf(went)]).toEqual([502, 'LTI_KEYS_AWAY'])
    // What stands in the sockets on the way is not ours.
    expect(sent).toBeLessThan(16 * MIB)

    const large = JSON.stringify({
      keys: [...JSON.parse(good()).keys, { kty: 'oct', k: 'x'.repeat(LTI_BOUNDS.keysBytes) }],
    })
    await keysAt(await served((_, response) => response.end(large)))
    expect(codeOf(await open())).toBe('LTI_KEYS_AWAY')
  })

  it('that come a byte at a time are given up, and hold nobody else', async () => {
    const text = good()
    await keysAt(
      await served((_, response) => {
        let at = 0
        const timer = setInterval(
          () => (response.destroyed ? clearInterval(timer) : response.write(text[at++] ?? ' ')),
          400,
        )
      }),
    )
    const began = performance.now()
    const slow = open()
    // Others are served meanwhile.
    expect((await parts.admin('GET', '/api/class/lti/platforms')).status).toBe(200)
    expect(codeOf(await slow)).toBe('LTI_KEYS_AWAY')
    expect(performance.now() - began).toBeLessThan(3 * LTI_TIMES.answerMs)
  }, 60_000)

  it('are not fetched from where a redirect points, be it on this machine', async () => {
    let asked = 0
    const inner = await served((_, response) => {
      asked += 1
      response.end(good())
    })
    for (const status of [301, 302, 303, 307, 308]) {
      await keysAt(await served((_, response) => void response.writeHead(status, { location: inner }).end()))
      expect(codeOf(await open())).toBe('LTI_KEYS_AWAY')
    }
    expect(asked).toBe(0)
  })

  it('are those of the registration, whatever a token says of itself', async () => {
    let asked = 0
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'mine', alg: 'RS256', use: 'sig' }
    const evil = await served((_, response) => {
      asked += 1
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    await keysAt(await served((_, response) => response.end(good())))
    const kids = ['mine', '../../keys', `${evil}#mine`, "' or 1=1 --", '__proto__', '\u0000', 'x'.repeat(5_000)]
    for (const [n, kid] of kids.entries()) {
      parts.platform.state.sign = ({ claims, issuer }) =>
        new SignJWT({ iss: issuer, aud: CLIENT, ...claims })
          .setProtectedHeader({ alg: 'RS256', kid, ...(n % 2 === 0 ? { jku: evil, x5u: evil } : { jwk }) })
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(privateKey)
      expect(codeOf(await open())).toBe('LTI_KEY')
    }
    expect(asked).toBe(0)
  })

  it('let everybody in again when they are what they should be', async () => {
    await keysAt(await served((_, response) => response.end(good())))
    expect((await open()).headers.get('location')).toBe(LESSON_PAGE)
  })
})

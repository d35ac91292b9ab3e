/**
 * A school's OpenID provider on loopback, as OpenID Connect Core and Discovery describe one: authorization code with PKCE,
 * signed id_token, userinfo. Whoever comes is let in at once as the person that `person` is; `lies` makes it misbehave.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export type Lies = {
  /** Over the claims of the id_token. */
  claims?: JWTPayload
  /** Signs with a key that nobody knows. */
  key?: 'unknown'
  alg?: 'none' | 'HS256'
  /** In place of a code. */
  error?: string
  /** Status of the token endpoint. */
  token?: number
}
export type Provider = {
  issuer: string
  client: string
  secret: string
  person: JWTPayload & { sub: string }
  /** Only userinfo tells who it is. */
  quiet: boolean
  methods: string[]
  lies: Lies
  /** Requests by path. */
  seen: string[]
  close(): Promise<void>
}

type Granted = { challenge: string; nonce: string; redirect: string; person: JWTPayload & { sub: string }; lies: Lies }

export async function startProvider(): Promise<Provider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const stranger = await generateKeyPair('ES256')
  const codes = new Map<string, Granted>()
  const tokens = new Map<string, JWTPayload>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: Provider = {
    issuer,
    client: 'wirebook',
    secret: 'a secret: with + and %',
    person: { sub: 'subject' },
    quiet: false,
    methods: ['client_secret_basic'],
    lies: {},
    seen: [],
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', issuer)
    provider.seen.push(url.pathname)
    const json = (value: unknown, status = 200) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: provider.methods,
        code_challenge_methods_supported: ['S256'],
      })
    if (url.pathname === '/keys') return json({ keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256' }] })
    if (url.pathname === '/authorize') return authorize(url.searchParams, response)
    if (url.pathname === '/token') return json(...(await token(request)))
    if (url.pathname === '/userinfo') {
      const claims = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''))
      return claims ? json(claims) : json({ error: 'invalid_token' }, 401)
    }
    response.writeHead(404).end()
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const { person, lies } = provider
    const need = (name: string, value?: string) => {
      const given = query.get(name)
      if (!given || (value !== undefined && given !== value)) throw new Error(`${name} is ${given}`)
      return given
    }
    need('response_type', 'code')
    need('client_id', provider.client)
    need('code_challenge_method', 'S256')
    if (!need('scope').split(' ').includes('openid')) throw new Error('not openid')
    const redirect = need('redirect_uri')
    const back = new URL(redirect)
    back.searchParams.set('state', need('state'))
    if (lies.error === undefined) {
      const code = randomBytes(16).toString('base64url')
      codes.set(code, { challenge: need('code_challenge'), nonce: need('nonce'), redirect, person, lies })
      back.searchParams.set('code', code)
    } else back.searchParams.set('error', lies.error)
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage): Promise<[unknown, number]> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const form = new URLSearchParams(text)
    const granted = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const verifier = form.get('code_verifier') ?? ''
    if (!authenticated(request, form)) return [{ error: 'invalid_client' }, 401]
    if (!granted || form.get('redirect_uri') !== granted.redirect) return [{ error: 'invalid_grant' }, 400]
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    if (challenge !== granted.challenge) return [{ error: 'invalid_grant' }, 400]
    if (granted.lies.token !== undefined) return [{ error: 'server_error' }, granted.lies.token]
    const access = randomBytes(16).toString('base64url')
    tokens.set(access, granted.person)
    return [{ access_token: access, token_type: 'Bearer', expires_in: 60, id_token: await idToken(granted) }, 200]
  }

  /** RFC 6749 §2.3.1: by Basic each part is form-encoded first. */
  function authenticated({ headers }: IncomingMessage, form: URLSearchParams): boolean {
    const [how, what = ''] = (headers.authorization ?? '').split(' ')
    if (how === 'Basic' && provider.methods.includes('client_secret_basic')) {
      const parts = Buffer.from(what, 'base64').toString().split(':')
      const [id, secret] = parts.map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
      return id === provider.client && secret === provider.secret
    }
    const posted = form.get('client_secret')
    return provider.methods.includes('client_secret_post') && posted === provider.secret
  }

  async function idToken({ nonce, person, lies }: Granted): Promise<string> {
    const now = Math.floor(Date.now() / 1_000)
    const told = provider.quiet ? { sub: person.sub } : person
    const claims = { iss: issuer, aud: provider.client, iat: now, exp: now + 300, nonce, ...told, ...lies.claims }
    if (lies.alg === 'none') {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      return `${part({ alg: 'none' })}.${part(claims)}.`
    }
    if (lies.alg === 'HS256')
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(provider.secret))
    const key = lies.key === 'unknown' ? stranger.privateKey : privateKey
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign(key)
  }
  return provider
}

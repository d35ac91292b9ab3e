/**
 * A learning platform on a port of loopback, written from the specifications (LTI 1.3 Core, Security Framework 1.0, Deep
 * Linking 2.0, AGS 2.0, NRPS 2.0): it knows users and links, signs with keys that it rotates, grants tokens only to whoever
 * proves to be the tool, and keeps scores. It checks what it is sent as strictly as it may, and misbehaves when told to.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, createRemoteJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose'

export const CLIENT = 'wirebook-at-school'
export const DEPLOYMENT = 'd-1'
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/'
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/'
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/'
export const ROLE = {
  instructor: 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor',
  assistant: 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant',
  learner: 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner',
  siteAdmin: 'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator',
}

export type User = { sub: string; name?: string; roles: string[]; status?: string; locale?: string }
/** A link in a course: what deep linking made, with a line item when one was asked for. */
export type Link = {
  id: string
  context: string
  custom: Record<string, string>
  target: string
  lineItem: string | null
}
export type Key = { kid: string; privateKey: CryptoKey; jwk: JWK }
export type Signing = { claims: Record<string, unknown>; key: Key; issuer: string }
export type Score = { lineItem: string; body: Record<string, unknown> }
type Tool = { loginUrl: string; launchUrl: string; deepLinkingUrl: string; keysUrl: string }

export type Platform = Awaited<ReturnType<typeof startPlatform>>

export async function startPlatform() {
  const keys: Key[] = []
  const users = new Map<string, User>()
  const links = new Map<string, Link>()
  const scores: Score[] = []
  const latest = new Map<string, string>()
  const tokens = new Map<string, string>()
  const assertions = new Set<string>()
  const returned: Record<string, unknown>[] = []
  const state = {
    tool: null as Tool | null,
    /** Of the tool, ms since the epoch: what it signs is looked at as of then. */
    clock: () => Date.now(),
    /** Signs otherwise than it should. */
    sign: null as ((signing: Signing) => Promise<string>) | null,
    /** Status codes that the next calls for scores are answered with, in place of being served. */
    scoreAnswers: [] as { status: number; headers?: Record<string, string> }[],
    /** Hears of a score that arrived, before it is answered. */
    onScore: null as (() => Promise<void>) | null,
    /** Scores, refused ones too. */
    scoreCalls: 0,
    tokenCalls: 0,
    keyCalls: 0,
    keysAway: false,
    pageSize: 2,
    nextAt: null as string | null,
  }

  async function rotate({ keepOld = true } = {}): Promise<Key> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const kid = randomUUID()
    if (!keepOld) keys.length = 0
    const key = { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
    keys.unshift(key)
    return key
  }
  await rotate()

  const toolKeys = () => createRemoteJWKSet(new URL(state.tool!.keysUrl), { cooldownDuration: 0, cacheMaxAge: 0 })
  const checked = (jwt: string, audience: string) =>
    jwtVerify(jwt, toolKeys(), {
      issuer: CLIENT,
      audience,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat'],
      maxTokenAge: '5m',
      currentDate: new Date(state.clock()),
    })

  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = origin

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, origin)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const json = (status: number, value: unknown, headers = {}) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
    const bearer = (scope: string) => tokens.get((request.headers.authorization ?? '').replace('Bearer ', '')) === scope
    switch (`${request.method} ${url.pathname.replace(/\/items\/[^/]+/, '/items/x')}`) {
      case 'GET /keys':
        state.keyCalls += 1
        if (state.keysAway) return json(503, {})
        return json(200, { keys: keys.map(({ jwk }) => jwk) })
      case 'GET /auth':
        return authorize(url.searchParams, response)
      case 'POST /token':
        state.tokenCalls += 1
        return grant(new URLSearchParams(text), json)
      case 'POST /items/x/scores':
        state.scoreCalls += 1
        if (!bearer(`${AGS}scope/score`)) return json(401, { error: 'invalid_token' })
        if (request.headers['content-type'] !== 'application/vnd.ims.lis.v1.score+json') return json(415, {})
        return score(url, JSON.parse(text) as Record<string, unknown>, json)
      case 'GET /members':
        if (!bearer(`${NRPS}scope/contextmembership.readonly`)) return json(401, { error: 'invalid_token' })
        return members(url, json)
      case 'POST /deep': {
        const { payload } = await checked(new URLSearchParams(text).get('JWT') ?? '', issuer)
        returned.push(payload)
        return json(200, payload)
      }
      default:
        return json(404, {})
    }
  }

  /** Answers by a form that the browser sends to the tool. */
  async function authorize(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const wanted = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' }
    const wrong = Object.entries({ ...wanted, client_id: CLIENT, redirect_uri: state.tool!.launchUrl }).find(
      ([name, value]) => query.get(name) !== value,
    )
    const user = users.get(query.get('login_hint') ?? '')
    if (wrong || !user || !query.get('nonce') || !query.get('state'))
      return void response.writeHead(400).end(`bad ${wrong?.[0] ?? 'user, nonce or state'}`)
    const hint = JSON.parse(query.get('lti_message_hint') ?? '{}') as { link?: string; choose?: string; bare?: boolean }
    const claims = { ...claimsOf(user, hint), nonce: query.get('nonce') }
    const signing = { claims, key: keys[0]!, issuer }
    const token = await (state.sign ?? signWell)(signing)
    const field = (name: string, value: string) => `<input name="${name}" value="${value}">`
    const form = `${field('state', query.get('state')!)}${field('id_token', token)}`
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(`<form method="post" action="${state.tool!.launchUrl}">${form}</form>`)
  }

  function claimsOf(user: User, hint: { link?: string; choose?: string; bare?: boolean }): Record<string, unknown> {
    const { roles, status: _, ...names } = user
    const shared = { ...names, [`${LTI}version`]: '1.3.0', [`${LTI}deployment_id`]: DEPLOYMENT, [`${LTI}roles`]: roles }
    if (hint.choose !== undefined)
      return {
        ...shared,
        [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
        [`${LTI}context`]: { id: hint.choose, title: `Course ${hint.choose}` },
        [`${DL}deep_linking_settings`]: {
          deep_link_return_url: `${origin}/deep`,
          accept_types: ['link', 'ltiResourceLink'],
          accept_presentation_document_targets: ['iframe', 'window'],
          data: 'opaque & "quoted"',
        },
      }
    const link = links.get(hint.link ?? '')!
    return {
      ...shared,
      [`${LTI}message_type`]: 'LtiResourceLinkRequest',
      [`${LTI}context`]: { id: link.context, title: `Course ${link.context}`, label: link.context },
      [`${LTI}resource_link`]: { id: link.id },
      [`${LTI}target_link_uri`]: link.target,
      [`${LTI}custom`]: link.custom,
      ...(link.lineItem !== null && {
        [`${AGS}claim/endpoint`]: { scope: [`${AGS}scope/score`], lineitem: link.lineItem },
      }),
      [`${NRPS}claim/namesroleservice`]: { context_memberships_url: `${origin}/members`, service_versions: ['2.0'] },
    }
  }

  async function grant(form: URLSearchParams, json: (status: number, value: unknown) => void): Promise<void> {
    try {
      if (form.get('grant_type') !== 'client_credentials') throw new Error('grant_type')
      if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
        throw new Error('client_assertion_type')
      const { payload } = await checked(form.get('client_assertion') ?? '', `${origin}/token`)
      if (payload.sub !== CLIENT || !payload.jti || assertions.has(payload.jti)) throw new Error('sub or jti')
      assertions.add(payload.jti)
      const token = randomUUID()
      tokens.set(token, form.get('scope') ?? '')
      json(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600, scope: form.get('scope') })
    } catch {
      json(400, { error: 'invalid_client' })
    }
  }

  async function score(
    url: URL,
    body: Record<string, unknown>,
    json: (status: number, value: unknown, headers?: object) => void,
  ) {
    const answer = state.scoreAnswers.shift()
    if (answer) return json(answer.status, {}, answer.headers)
    const lineItem = `${origin}${url.pathname.replace(/\/scores$/, '')}${url.search}`
    const known = [...users.values()].some(({ sub }) => sub === body.userId)
    if (!known || ![...links.values()].some((link) => link.lineItem === lineItem)) return json(404, {})
    const key = `${lineItem} ${String(body.userId)}`
    if (String(body.timestamp) < (latest.get(key) ?? '')) return json(409, { error: 'older than what is known' })
    latest.set(key, String(body.timestamp))
    scores.push({ lineItem, body })
    await state.onScore?.()
    return json(200, { resultUrl: `${lineItem}/results` })
  }

  function members(url: URL, json: (status: number, value: unknown, headers?: object) => void): void {
    const all = [...users.values()].map(({ sub, ...user }) => ({ user_id: sub, status: 'Active', ...user }))
    const from = Number(url.searchParams.get('from') ?? 0)
    const until = from + state.pageSize
    const next = state.nextAt ?? `${origin}/members?from=${until}`
    const link = until < all.length ? { link: `<${origin}/members>; rel="first", <${next}>; rel="next"` } : {}
    json(200, { id: url.href, context: { id: 'c' }, members: all.slice(from, until) }, link)
  }

  return {
    issuer,
    keys,
    users,
    links,
    scores,
    returned,
    state,
    rotate,
    /** Tokens that were granted are good no longer. */
    revokeTokens: () => tokens.clear(),
    /** What an administrator of the tool is told of this platform. */
    registration: {
      name: 'Moodle of the school',
      issuer,
      clientId: CLIENT,
      authorizationUrl: `${origin}/auth`,
      tokenUrl: `${origin}/token`,
      keysUrl: `${origin}/keys`,
      deployments: [DEPLOYMENT],
    },
    /** Keeps what deep linking gave back, as a link in a course. */
    place(context: string, item: Record<string, unknown>): string {
      const id = `link-${links.size + 1}`
      const lineItem = item.lineItem ? `${origin}/items/${links.size + 1}?kind=lti` : null
      links.set(id, {
        id,
        context,
        custom: (item.custom ?? {}) as Record<string, string>,
        target: String(item.url),
        lineItem,
      })
      return id
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

export function signWell({ claims, key, issuer }: Signing): Promise<string> {
  return new SignJWT({ iss: issuer, aud: CLIENT, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .setIssuedAt(claims.iat as number | undefined)
    .setExpirationTime((claims.exp as number | undefined) ?? '5m')
    .sign(key.privateKey)
}

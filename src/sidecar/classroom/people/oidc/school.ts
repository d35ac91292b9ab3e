/**
 * The school's OpenID provider, as a client of which people sign in (OpenID Connect Core §3.1, authorization code with
 * PKCE). It is asked what it is when it is first needed, not at the start: a classroom does not wait for a school.
 */
import * as client from 'openid-client'
import { z } from 'zod'
import type { Log } from '../../classroom.ts'
import { ClassroomError } from '../../error.ts'
import { boundedFetch } from '../../http/bounded-fetch.ts'
import { Refusal } from '../../http/route.ts'
import { SCHOOL } from './limits.ts'

export type SchoolOptions = {
  /** `https://…`, or plain http on loopback. */
  issuer: string
  client: string
  /** Null: a public client. */
  secret: string | null
  /** What it is called on the page for signing in. Default: the issuer's host. */
  name?: string
  /** Claim that is the roster's sourcedId. */
  sourceClaim?: string
}

export type Checks = { state: string; nonce: string; verifier: string }

/** What a provider says of somebody. `email` only if the provider has seen to it that it is theirs. */
export type Claims = {
  issuer: string
  subject: string
  email: string | null
  sourceId: string | null
  name: string | null
  given: string | null
  family: string | null
}

export type School = {
  readonly name: string
  /** Where the browser is sent. Throws Refusal SCHOOL_AWAY. */
  begin(redirectUri: string, checks: Checks): Promise<URL>
  /** `came`: the URL the browser came back with. Throws Refusal SCHOOL_AWAY, SCHOOL_REFUSED, SCHOOL_WRONG. */
  finish(came: URL, checks: Checks): Promise<Claims>
}

const Text = z.string().max(1_000).nullish().catch(null)
const Said = z.looseObject({
  email: Text,
  // Some providers write it as a text.
  email_verified: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
    .nullish()
    .catch(false),
  name: Text,
  given_name: Text,
  family_name: Text,
})

/** Throws ClassroomError CLASSROOM_SCHOOL for an issuer that is none. */
export function openSchool(options: SchoolOptions, log: Log): School {
  const issuer = issuerOf(options.issuer)
  const { sourceClaim = 'sourcedId' } = options
  let discovered: Promise<client.Configuration> | null = null

  /** A failure is not kept: the next one who signs in asks again. */
  const configuration = () => {
    discovered ??= discover(issuer, options).catch((error: Error) => {
      discovered = null
      log.warn({ issuer: issuer.href, why: error.message }, 'the school’s sign-in cannot be reached')
      throw new Refusal(503, 'SCHOOL_AWAY', ['schoolAway'], { retryAfterMs: 5_000 })
    })
    return discovered
  }

  return {
    name: options.name ?? issuer.host,
    async begin(redirectUri, { state, nonce, verifier }) {
      return client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
    },
    async finish(came, { state, nonce, verifier }) {
      const config = await configuration()
      try {
        const tokens = await client.authorizationCodeGrant(config, came, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const { iss, sub, ...claims } = tokens.claims()!
        const asked = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
        const more = asked ? await client.fetchUserInfo(config, tokens.access_token, sub) : {}
        return claimsOf(iss, sub, { ...more, ...claims }, sourceClaim)
      } catch (error) {
        throw refusalFor(error as Error, log)
      }
    },
  }
}

/** Throws ClassroomError CLASSROOM_SCHOOL. */
export function issuerOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !(url.protocol === 'https:' || isLoopback(url)) || url.search !== '' || url.hash !== '')
    throw new ClassroomError('CLASSROOM_SCHOOL', ['classroomSchool', text])
  return url
}

/** RFC 8414 §2 and OpenID Connect want https; a provider on this machine needs none. */
function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

const bounded = boundedFetch(SCHOOL.answerBytes) as client.CustomFetch

/** A provider that names no way takes the secret by HTTP Basic (OpenID Connect Discovery §3). */
async function discover(issuer: URL, { client: id, secret }: SchoolOptions): Promise<client.Configuration> {
  const execute = [...(isLoopback(issuer) ? [client.allowInsecureRequests] : []), client.enableNonRepudiationChecks]
  const found = await client.discovery(issuer, id, undefined, client.None(), {
    execute,
    timeout: SCHOOL.answerS,
    [client.customFetch]: bounded,
  })
  if (secret === null) return found
  const server = found.serverMetadata()
  const byPost = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
  const authentication = byPost ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret)
  const configuration = new client.Configuration(server, id, undefined, authentication)
  configuration.timeout = SCHOOL.answerS
  configuration[client.customFetch] = bounded
  for (const each of execute) each(configuration)
  return configuration
}

function claimsOf(issuer: string, subject: string, said: object, sourceClaim: string): Claims {
  const { email, email_verified, name, given_name, family_name, ...rest } = Said.parse(said)
  const source = rest[sourceClaim]
  return {
    issuer,
    subject,
    email: email && email_verified === true ? email.normalize('NFC').trim().toLowerCase() : null,
    sourceId: typeof source === 'string' && source !== '' ? source.normalize('NFC') : null,
    name: name ?? null,
    given: given_name ?? null,
    family: family_name ?? null,
  }
}

/** Neither codes nor tokens are noted. */
function refusalFor(error: Error & { code?: string; cause?: unknown }, log: Log): Refusal {
  if (error instanceof client.AuthorizationResponseError) return new Refusal(403, 'SCHOOL_REFUSED', ['schoolRefused'])
  log.warn({ code: error.code, why: error.message }, 'a sign-in by the school failed')
  const away = error.message === 'fetch failed' || ['TimeoutError', 'AbortError'].includes(error.name)
  if (away || error.code === 'OAUTH_TIMEOUT')
    return new Refusal(503, 'SCHOOL_AWAY', ['schoolAway'], { retryAfterMs: 5_000 })
  return new Refusal(403, 'SCHOOL_WRONG', ['schoolWrong'])
}

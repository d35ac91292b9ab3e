/** The school's sign-in, as `serve` is told of it. */
import type { SchoolOptions } from '../sidecar/classroom/people/oidc/school.ts'
import { UsageError } from './exit.ts'

export type SchoolFlags = { oidcIssuer?: string; oidcClient?: string; oidcSourceClaim?: string }

/** Holds the client's secret; an option would be seen by everybody who lists processes. Absent: a public client. */
export const SECRET = 'WIREBOOK_OIDC_SECRET'

/** Undefined without one. Throws UsageError OPTION_CONFLICT. */
export function schoolOf(flags: SchoolFlags & { classroom?: string }, env = process.env): SchoolOptions | undefined {
  const { oidcIssuer: issuer, oidcClient: client, oidcSourceClaim: sourceClaim, classroom } = flags
  if (issuer === undefined) {
    if (client !== undefined) throw only('--oidc-client', '--oidc-issuer')
    if (sourceClaim !== undefined) throw only('--oidc-source-claim', '--oidc-issuer')
    return undefined
  }
  if (classroom === undefined) throw only('--oidc-issuer', '--classroom')
  if (client === undefined) throw only('--oidc-issuer', '--oidc-client')
  const secret = env[SECRET] || null
  // No process that is started from here has a use for it.
  delete env[SECRET]
  return { issuer, client, secret, ...(sourceClaim !== undefined && { sourceClaim }) }
}

function only(option: string, other: string): UsageError {
  return new UsageError('OPTION_CONFLICT', ['onlyWith', option, other])
}

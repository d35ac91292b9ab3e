/** What `serve` is told of the school's sign-in. */
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/cli/exit.ts'
import { SECRET, schoolOf } from '../../../src/cli/school.ts'

const FLAGS = { classroom: 'dir', oidcIssuer: 'https://login.school.example', oidcClient: 'wirebook' }

describe('the flags of the school’s sign-in', () => {
  it('the secret comes from the environment, and none makes a public client', () => {
    const school = { issuer: FLAGS.oidcIssuer, client: 'wirebook' }
    const env = { [SECRET]: 'hush', OTHER: 'x' }
    expect(schoolOf(FLAGS, env)).toEqual({ ...school, secret: 'hush' })
    expect(env).toEqual({ OTHER: 'x' })
    expect(schoolOf({ ...FLAGS, oidcSourceClaim: 'sis_id' }, { [SECRET]: '' })).toEqual({
      ...school,
      secret: null,
      sourceClaim: 'sis_id',
    })
    expect(schoolOf({ classroom: 'dir' }, {})).toBe(undefined)
  })

  it.each([
    { oidcClient: 'wirebook', classroom: 'dir' },
    { oidcSourceClaim: 'x', classroom: 'dir' },
    { oidcIssuer: FLAGS.oidcIssuer, classroom: 'dir' },
    { oidcIssuer: FLAGS.oidcIssuer, oidcClient: 'wirebook' },
  ])('%j is not enough', (flags) => {
    expect(() => schoolOf(flags, {})).toThrow(UsageError)
  })
})

import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { proxiesOf } from '../../../src/sidecar/classroom/http/address.ts'
import { openLog } from '../../../src/sidecar/classroom/log.ts'
import { cleaned, cleanedText, LOG_LIMITS, REMOVED } from '../../../src/sidecar/classroom/operate/clean.ts'
import { stateOf } from '../../../src/sidecar/classroom/operate/database-state.ts'
import { within } from '../../../src/sidecar/classroom/operate/request.ts'
import { mayScrape } from '../../../src/sidecar/classroom/operate/who-may.ts'

describe('a line of the log', () => {
  it('loses what has the name of a secret or of code, wherever it stands', () => {
    expect(
      cleaned({
        person: 'p1',
        body: { a: 1 },
        deep: [{ passphrase: 'x', files: { 'a.ts': 'y' }, token: 't', ms: 3 }],
        code: 'SITE_BUILDING',
      }),
    ).toEqual({
      person: 'p1',
      body: REMOVED,
      deep: [{ passphrase: REMOVED, files: REMOVED, token: REMOVED, ms: 3 }],
      code: 'SITE_BUILDING',
    })
    expect(cleaned({ code: 'const x = 1' })).toEqual({ code: REMOVED })
    expect(cleaned({ bytes: new Uint8Array(3) })).toEqual({ bytes: REMOVED })
    expect(cleaned({ err: Object.assign(new Error('no postgres://u:pw@h/d'), { code: '28P01' }) })).toMatchObject({
      err: { message: 'no postgres://…@h/d', code: '28P01' },
    })
  })

  it('loses what an error quotes, and keeps where it was', () => {
    const failure = Object.assign(new Error('cannot read {"a.ts":"const secret"} of "Ada"\nconst more = code'), {
      code: 'X1',
    })
    const text = JSON.stringify(cleaned({ err: failure, error: String(failure), why: "near 'x y'" }))
    expect(text).not.toMatch(/secret|Ada|more|x y/)
    expect(text).toContain('cannot read … of …')
    expect(text).toMatch(/ {4}at .*pure\.test/)
  })

  it('loses queries, fragments and passwords of addresses, and an end that is too long', () => {
    expect(cleanedText('GET /class/start?x=1 and https://a.b/c#token there')).toBe(
      'GET /class/start?… and https://a.b/c?… there',
    )
    expect(cleanedText('is it? yes')).toBe('is it? yes')
    expect(cleanedText('x'.repeat(LOG_LIMITS.text + 9))).toHaveLength(LOG_LIMITS.text + 1)
  })

  it('names its request, as JSON and for a reader', async () => {
    for (const [format, shape] of [
      ['json', /"level":40.*"request":"abc".*"n":1.*"msg":"slow"/],
      ['pretty', /^\d\d:\d\d:\d\d\.\d{3} WARN {2}slow request=abc n=1\n$/],
    ] as const) {
      const lines: string[] = []
      const log = openLog({ format, to: { write: (line) => void lines.push(line) } })
      await within('abc', async () => {
        await null
        log.warn({ n: 1 }, 'slow')
      })
      log.info({}, 'alone')
      expect(lines[0]).toMatch(shape)
      expect(lines[1]).not.toContain('abc')
    }
  })
})

describe('who may read the metrics', () => {
  const may = (remoteAddress: string, headers: IncomingMessage['headers'] = {}, token: string | null = null) =>
    mayScrape(
      { headers, socket: { remoteAddress } as IncomingMessage['socket'] },
      { named: proxiesOf(['10.1.0.0/16']), token },
    )
  it('this machine and those named, for themselves', () => {
    for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3']) expect(may(peer), peer).toBe(true)
    for (const peer of ['10.2.0.1', '203.0.113.1', '']) expect(may(peer), peer).toBe(false)
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect(may('127.0.0.1', { [header]: 'x' })).toBe(false)
  })
  it('whoever has the token, and a wrong one is worse than none', () => {
    expect(may('203.0.113.1', { authorization: 'Bearer right' }, 'right')).toBe(true)
    expect(may('203.0.113.1', { authorization: 'Bearer wrong' }, 'right')).toBe(false)
    expect(may('127.0.0.1', { authorization: 'Bearer any' }, null)).toBe(false)
  })
})

it('what ails a database is known by its codes', () => {
  const cases = [
    [{ errcode: 13 }, 'full'],
    [{ errcode: 8 | (5 << 8) }, 'read-only'],
    [{ errcode: 26 }, 'not-a-database'],
    [{ errcode: 11 }, 'damaged'],
    [{ errcode: 5 }, 'busy'],
    [{ errcode: 1 }, null],
    [{ code: '53100' }, 'full'],
    [{ code: '25006' }, 'read-only'],
    [{ code: '28P01' }, 'wrong-password'],
    [{ message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' }, 'wrong-password'],
    [{ code: '3D000' }, 'refused'],
    [{ code: 'ECONNREFUSED' }, 'away'],
    [{ code: '57P03' }, 'away'],
    [new Error('of the program'), null],
  ] as const
  for (const [error, state] of cases) expect(stateOf(error)).toBe(state)
})

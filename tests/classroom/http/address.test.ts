import { describe, expect, it } from 'vitest'
import { addressKey, cameFrom, proxiesOf } from '../../../src/sidecar/classroom/http/address.ts'
import { cookieFor, tokenOf } from '../../../src/sidecar/classroom/http/cookie.ts'
import { comesFromUs } from '../../../src/sidecar/classroom/http/origin.ts'

describe('where a request came from', () => {
  const none = proxiesOf([])
  const some = proxiesOf(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'])

  it('headers of a peer that nobody named are not believed', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }
    expect(cameFrom('198.51.100.1', headers, some)).toMatchObject({ address: '198.51.100.1', scheme: 'http' })
    expect(cameFrom('127.0.0.1', headers, none)).toMatchObject({ address: '127.0.0.1', unnamedProxy: true })
    expect(cameFrom('127.0.0.1', {}, none)).toMatchObject({ unnamedProxy: false })
  })

  it('of a chain, the first from the right that is no proxy counts', () => {
    const headers = { 'x-forwarded-for': 'spoofed, 1.2.3.4, 10.0.0.9', 'x-forwarded-proto': 'https' }
    expect(cameFrom('::ffff:127.0.0.1', headers, some)).toMatchObject({
      address: '1.2.3.4',
      scheme: 'https',
      byProxy: true,
    })
    expect(cameFrom('2001:db8::1', { 'x-forwarded-for': '[2001:db9::5]:443' }, some).address).toBe('2001:db9::5')
    expect(cameFrom('127.0.0.1', { 'x-forwarded-for': '1.2.3.4:5555' }, some).address).toBe('1.2.3.4')
  })

  it.each(['localhost', '10.0.0.0/33', '10.0.0.0/x', '', '1.2.3', '::1/129'])('%j is no proxy', (text) => {
    expect(() => proxiesOf([text])).toThrow(RangeError)
  })

  it('limits count an IPv6 subscriber as one', () => {
    expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
    const keys = ['2001:db8:1:2::5', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:0db8:0001:0002:0:0:0:1'].map(addressKey)
    expect(new Set(keys)).toEqual(new Set(['2001:db8:1:2::/64']))
    expect(addressKey('2001:db8:1:3::5')).not.toBe(keys[0])
    expect(addressKey('::1')).toBe('0:0:0:0::/64')
  })
})

describe('whether a page of ours asks', () => {
  const https = 'https://course.example.org'
  it('with a name of our own, only that', () => {
    expect(comesFromUs('POST', { origin: https, host: 'anything' }, https)).toBe(true)
    for (const origin of [
      'http://course.example.org',
      'https://course.example.org:444',
      'https://course.example.org.evil',
    ])
      expect(comesFromUs('POST', { origin, host: new URL(origin).host }, https)).toBe(false)
    expect(comesFromUs('POST', { origin: 'http://127.0.0.1:9', host: '127.0.0.1:9' }, https)).toBe(false)
  })
  it('on loopback, all names of loopback and a forwarded port', () => {
    const own = 'http://127.0.0.1:4321'
    expect(comesFromUs('POST', { origin: 'http://localhost:8080', host: 'localhost:8080' }, own)).toBe(true)
    expect(comesFromUs('POST', { origin: 'http://localhost:8080', host: 'localhost:8081' }, own)).toBe(false)
    expect(comesFromUs('POST', { origin: 'http://evil.example', host: 'evil.example' }, own)).toBe(false)
    expect(comesFromUs('POST', { host: '127.0.0.1:4321' }, own)).toBe(false)
  })
})

describe('the cookie', () => {
  it('is bound to our host where there is https, and readable by no script anywhere', () => {
    const secure = cookieFor('abc', 'https://course.example.org', 60_000)
    expect(secure).toBe('__Host-wirebook=abc; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax')
    expect(cookieFor('abc', 'http://127.0.0.1:1', 60_000)).toBe(
      'wirebook=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
    )
    expect(cookieFor(null, 'https://course.example.org', 60_000)).toContain('Max-Age=0')
  })
  it('of plain http is not taken where there is https', () => {
    expect(tokenOf('wirebook=planted', 'https://course.example.org')).toBeNull()
    expect(tokenOf('a=b; __Host-wirebook=real; wirebook=planted', 'https://course.example.org')).toBe('real')
    expect(tokenOf(undefined, 'http://127.0.0.1:1')).toBeNull()
  })
})

/** Shared links: what goes in comes out, and whatever else stands in one is told and never thrown. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { packed, SHARE_LIMITS, type Shared, unpacked } from '../../src/site/islands/bench/share/link.ts'

const shared: Shared = {
  lab: 'tcp/handshake-1',
  files: { 'server.ts': 'console.log("你好")\n' },
  settings: { options: { 'client port': '9998' }, faults: { delay: 100, rate: 64 }, seed: 7 },
}
const link = (value: unknown, version = '1') =>
  `#share=${version}.${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`

describe('a shared link', () => {
  it('holds code, dial, faults and seed, and gives them back', async () => {
    const fragment = await packed(shared)
    expect(fragment!.length).toBeLessThan(400)
    expect(fragment).toMatch(/^share=1\.[\w-]+$/)
    expect(await unpacked(`#${fragment}`)).toEqual({ shared })
  })

  it('is refused when it would be longer than addresses may be', async () => {
    const noise = Array.from({ length: 40_000 }, (_, i) => String.fromCharCode(33 + ((i * i * 7919) % 90))).join('')
    const text = Buffer.from(noise).toString('base64') + Math.sin(1)
    const wild = Array.from({ length: 60_000 }, (_, i) => ((Math.sin(i) * 1e9) | 0).toString(36)).join('')
    expect(await packed({ ...shared, files: { 'server.ts': wild } })).toBeNull()
    expect(await packed({ ...shared, files: { 'server.ts': text.slice(0, 1_000) } })).not.toBeNull()
  })

  it('keeps nothing but what a shared lab has', async () => {
    const more = { ...shared, onload: 'alert(1)', settings: { ...shared.settings, run: true } }
    expect(await unpacked(link(more))).toEqual({ shared })
  })

  it.each([
    ['of another kind', '#lab-tcp-handshake-1', null],
    ['of a newer course', link(shared, '2'), { problem: 'newer' }],
    ['without a body', '#share=1', { problem: 'malformed' }],
    ['cut off', `#${'share=1.'}${link(shared).slice(9, 40)}`, { problem: 'malformed' }],
    ['with signs of no base64', '#share=1.%%%', { problem: 'malformed' }],
    ['that is no JSON', link('{"lab":'), { problem: 'malformed' }],
    ['of a path', link({ ...shared, lab: '../../etc/passwd' }), { problem: 'malformed' }],
    ['with a text that is none', link({ ...shared, files: { a: 1 } }), { problem: 'malformed' }],
    [
      'with a seed that is none',
      link({ ...shared, settings: { ...shared.settings, seed: -1 } }),
      { problem: 'malformed' },
    ],
    [
      'with an object among the faults',
      link({ ...shared, settings: { ...shared.settings, faults: { a: {} } } }),
      { problem: 'malformed' },
    ],
    ['that swells', link({ ...shared, files: { a: 'x'.repeat(SHARE_LIMITS.unpacked) } }), { problem: 'too-large' }],
    ['that is too long', `#share=1.${'A'.repeat(3 * SHARE_LIMITS.fragment)}`, { problem: 'too-large' }],
  ])('%s is told', async (_, fragment, wanted) => {
    expect(await unpacked(fragment)).toEqual(wanted)
  })

  it('of any bytes is told and never thrown', async () => {
    let seed = 3
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
      return seed % below
    }
    const good = (await packed(shared))!
    for (let i = 0; i < 2_000; i++) {
      const signs = [...good]
      for (let k = 0; k <= random(4); k++) signs[8 + random(signs.length - 8)] = String.fromCharCode(33 + random(90))
      const told = await unpacked(`#${signs.join('')}`)
      expect(told === null || 'shared' in told || 'problem' in told).toBe(true)
    }
  })
})

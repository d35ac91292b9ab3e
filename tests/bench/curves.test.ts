import { describe, expect, it } from 'vitest'
import { type Curve, lastSlope, slope } from '../../bench/scale/curve.ts'
import { slopeText, svgOf } from '../../bench/scale/svg.ts'
import { between, pageOf, type Reported } from '../../bench/support/report.ts'
import { summarised } from '../../bench/support/stats.ts'

const power = (exponent: number) => [1, 10, 100, 1_000].map((x) => ({ x, y: 3 * x ** exponent }))

describe('a growth curve', () => {
  it('has the exponent of its growth as slope', () => {
    for (const exponent of [0, 0.5, 1, 2]) expect(slope(power(exponent))).toBeCloseTo(exponent, 10)
    expect(slope([{ x: 5, y: 7 }])).toBeNaN()
  })

  it('tells of an end that bends away from the rest', () => {
    const bent = [...power(1), { x: 10_000, y: 3e6 }]
    expect(lastSlope(bent)).toBeCloseTo(3, 10)
    expect(slopeText(bent)).toContain('3.00 at the end')
    expect(slopeText(power(1))).toBe('1.00')
  })

  it('is drawn inside its picture, in colours for both themes, with its figures as text', () => {
    const curve: Curve = { name: 'a', title: 'Cost & <size>', x: 'things', y: 'ms', points: power(1) }
    const svg = svgOf(curve)
    expect(svg).toContain('prefers-color-scheme: dark')
    expect(svg).toContain('Cost &amp; &lt;size>')
    expect(/<desc[^>]*>([^<]*)/.exec(svg)?.[1]).toContain('1,000: 3,000')
    const places = [...svg.matchAll(/c[xy]="([^"]+)"/g)].map(([, at]) => Number(at))
    expect(places).toHaveLength(8)
    for (const place of places) expect(place).toBeGreaterThan(0)
    expect(Math.max(...places)).toBeLessThan(640)
  })
})

describe('the page of benchmarks', () => {
  const machine = { processors: 2, model: 'A', memoryGiB: 24, kernel: '6', node: 'v26', load: 1 }
  const reported = (values: number[], load: number): Reported => ({
    name: 'echo',
    title: 'An echo',
    target: 'at most 1.3',
    at: '2026-11-22T00:00:00.000Z',
    machine,
    load: [1, load],
    measured: [
      summarised({
        what: 'a line',
        unit: 'ms',
        values,
        rival: { what: 'bare', values: [1, 1, 1] },
        goal: { of: 'ratio', limit: 1.3, why: 'One process more.' },
      }),
    ],
    notes: [],
  })

  it('says what is missed and why, and when the machine was busy', () => {
    const page = pageOf([reported([2, 2, 2], 9)])
    expect(page).toContain('| **missed**: ratio at most 1.3 |')
    expect(page).toMatch(/## What is missed\n\n- \*\*`echo`, a line:\*\* 2, ratio at most 1\.3\. One process more\./)
    expect(page).toContain('busy machine')
  })

  it('says that nothing is missed where nothing is', () => {
    const page = pageOf([reported([1, 1.1, 1.2], 1)])
    expect(page).toContain('| met: ratio at most 1.3 |')
    expect(page).not.toContain('busy machine')
    expect(page).toContain('Nothing in these runs.')
  })

  it('leaves what is written around the marks as it is', () => {
    expect(between('before <a> old <b> after', ['<a>', '<b>'], 'new')).toBe('before <a>\n\nnew\n\n<b> after')
    expect(() => between('no marks', ['<a>', '<b>'], 'new')).toThrow('not in the page')
  })
})

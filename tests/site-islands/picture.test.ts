/** The ladder as an SVG file: well-formed whatever the packets say, with every row and every sign. */
import { describe, expect, it } from 'vitest'
import { ladderSvg, type Picture } from '../../src/site/islands/bench/wire/picture/svg.ts'

const picture: Picture = {
  title: 'Who has <10.0.0.2> & why?',
  lanes: [
    { name: 'client', detail: '10.0.0.1:40000' },
    { name: 'server', detail: '10.0.0.2:9999' },
  ],
  rows: [
    { n: 1, time: '0.000', from: 0, to: 1, kind: 'syn', headline: 'SYN', details: 'seq 0', lost: false },
    { n: 2, time: '0.021', from: 1, to: 0, kind: 'rtx', headline: 'AGAIN', details: '"x\u0000\u001b[0m"', lost: true },
  ],
  foot: 'wirebook',
}

describe('the picture of a ladder', () => {
  it('has a row for each packet, an arrow or a cross, and its words', () => {
    const svg = ladderSvg(picture)
    expect(svg.match(/<line [^>]*stroke-width/g)).toHaveLength(2)
    expect(svg).toContain('>SYN</tspan> seq 0<')
    expect(svg).toContain('stroke-dasharray="7 4"')
    expect(svg.match(/<path /g)).toHaveLength(2)
  })

  it('is well-formed: signs of markup are escaped, and control characters left out', () => {
    const svg = ladderSvg(picture)
    expect(svg).toContain('Who has &lt;10.0.0.2&gt; &amp; why?')
    expect([...svg].filter((sign) => sign < ' ' && sign !== '\n')).toEqual([])
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)\b[^<>]*?(\/?)>/g)]
    const open: string[] = []
    for (const [, end, name, alone] of tags) {
      if (end) expect(open.pop()).toBe(name)
      else if (!alone) open.push(name!)
    }
    expect(open).toEqual([])
    expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
  })

  it('grows with its rows and lanes', () => {
    const size = (svg: string) =>
      svg
        .match(/viewBox="0 0 (\d+) (\d+)"/)!
        .slice(1)
        .map(Number)
    const [width, height] = size(ladderSvg(picture))
    const more = {
      ...picture,
      lanes: [...picture.lanes, { name: 'h3', detail: '' }],
      rows: [...picture.rows, picture.rows[0]!],
    }
    const [wider, higher] = size(ladderSvg(more))
    expect(wider).toBeGreaterThan(width!)
    expect(higher).toBeGreaterThan(height!)
  })
})

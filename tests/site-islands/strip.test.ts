/** Packets of a recording without a script: rows, words and drawing; footnotes; and what `wirebook check` says of them. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLessons } from '../../src/cli/check/lessons.ts'
import { LABS, loadLab } from '../../src/course/load.ts'
import type { Recording } from '../../src/protocol/recording.ts'
import { sourcesIn } from '../../src/site/components/mdx/sources.ts'
import { lessonOf } from '../../src/site/components/mdx/wire.ts'
import { type Strip, stripOf } from '../../src/site/islands/bench/wire/strip/strip.ts'
import { stripSvg } from '../../src/site/islands/bench/wire/strip/svg.ts'
import { put, type ScratchCourse, scratchCourse } from '../cli/scratch-course.ts'

function strip(lab: string, from: number, to: number, locale: 'en' | 'zh-cn' = 'en'): Strip {
  const recording = JSON.parse(readFileSync(join(LABS, lab, 'recording.json'), 'utf8')) as Recording
  return stripOf(loadLab(lab).lab, recording, { from, to }, locale)
}

describe('a strip', () => {
  it('has the packets of the recording, and the silence between them in words', () => {
    const { rows, lanes } = strip('tcp/handshake-4', 3, 6)
    expect(rows.map(({ n, headline, lost }) => [n, headline, lost])).toEqual([
      [3, 'SYN', true],
      [4, 'AGAIN SYN', false],
      [5, 'SYN ACK', false],
      [6, 'ACK', false],
    ])
    expect(lanes.map(({ name }) => name)).toEqual(['client', 'server'])
    expect(rows[1]!.gap).toMatch(/timer/)
    expect(rows[0]!.spoken).toMatch(/^3, .* ms, client → server, SYN seq 0, .*lost/)
  })

  it('speaks the language of the page', () => {
    expect(strip('tcp/handshake-4', 3, 4, 'zh-cn').rows[0]!.details).toContain('在线路上丢失')
  })

  it('shows what was sent, and bytes that are no text as bytes', () => {
    expect(strip('security/hmac-auth-2', 10, 10).rows[0]!.text).toBe('OK\\n')
    expect(strip('security/hmac-auth-2', 6, 6).rows[0]!.text).toMatch(/^([0-9a-f]{2} ){11}…$/)
  })

  it('has a lane for each node of a larger network', () => {
    const { lanes, rows } = strip('networks/local-delivery-1', 10, 12)
    expect(lanes.map(({ name }) => name)).toEqual(['h1', 'switch', 'h2', 'h3'])
    expect(rows.map(({ from, to }) => `${from}${to}`).toSorted()).toEqual(['01', '12', '13'])
  })

  it('blames no timer for a datagram that was lost', () => {
    expect(strip('udp/datagrams-2', 3, 9).rows.every(({ gap }) => !gap.includes('timer'))).toBe(true)
  })

  it('is drawn well-formed, in per cents, and grows with its rows', () => {
    const odd = { ...strip('tcp/handshake-4', 3, 6).rows[0]!, text: '<b>"&' }
    const one = {
      lanes: [
        { name: '<', detail: '' },
        { name: 'b', detail: '' },
      ],
      rows: [odd],
      packets: 1,
    }
    const svg = stripSvg(one)
    expect(svg).toContain('&lt;b&gt;&quot;&amp;')
    const open: string[] = []
    for (const [, end, name, alone] of svg.matchAll(/<(\/?)([a-z]+)\b[^<>]*?(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name)
      else if (!alone) open.push(name!)
    }
    expect(open).toEqual([])
    expect(svg).not.toContain('viewBox')
    const height = (drawn: string) => Number(/ height="(\d+)"/.exec(drawn)![1])
    expect(height(stripSvg({ ...one, rows: [odd, odd] }))).toBeGreaterThan(height(svg))
  })

  it('leads to the lesson of its lab', () => {
    expect(lessonOf('tcp/handshake-4')).toBe('tcp/handshake')
    expect(lessonOf('programs/p7-hmac')).toBe(null)
  })
})

it('footnotes name each section once, in the order of the text', () => {
  expect(sourcesIn('<Rfc n={9293} s="3.5" /> <Rfc n={768} /> (<Rfc n={9293} s="3.5" />)')).toEqual([
    { name: 'RFC 9293 §3.5', href: 'https://www.rfc-editor.org/rfc/rfc9293.html#section-3.5' },
    { name: 'RFC 768', href: 'https://www.rfc-editor.org/rfc/rfc768.html' },
  ])
})

describe('check', () => {
  let course: ScratchCourse
  const front = '---\ntitle: Who waits where\n---\n'
  const write = (locale: string, ...cells: string[]) =>
    put(join(course.content, locale, 'tcp/backlog.mdx'), `${front}\n${cells.join('\n\n')}\n`)
  const told = (locale: 'en' | 'zh-cn') =>
    checkLessons(course, ['tcp/backlog'], [locale]).filter(({ code, message }) => /Wire/.test(code + message))
  beforeAll(() => {
    course = scratchCourse()
    for (const lab of ['tcp/handshake-4', 'tcp/handshake-1'])
      cpSync(join(LABS, lab), join(course.labs, lab), {
        recursive: true,
        filter: (path) => lab === 'tcp/handshake-4' || !path.endsWith('recording.json'),
      })
  })
  afterAll(() => course.remove())

  it.each([
    ['LAB_MISSING', 'lab="tcp/nothing-1" from={1} to={2} caption="x"'],
    ['WIRE_UNRECORDED', 'lab="tcp/handshake-1" from={1} to={2} caption="x"'],
    ['WIRE_CAPTION', 'lab="tcp/handshake-4" from={1} to={2}'],
    ['WIRE_RANGE', 'lab="tcp/handshake-4" from={2} to={1} caption="x"'],
    ['WIRE_RANGE', 'lab="tcp/handshake-4" from={2} to={999} caption="x"'],
    ['WIRE_DIFFERS', 'lab="tcp/handshake-4" from={3} to={4} caption="x" shows="SYN, ACK"'],
  ])('says %s of <Wire %s>', (code, attributes) => {
    write('en', `<Wire ${attributes} />`)
    expect(told('en').map((problem) => problem.code)).toEqual([code])
  })

  it('is content with one that is right, and holds a translation to it', () => {
    const right = '<Wire lab="tcp/handshake-4" from={3} to={4} caption="x" shows="SYN, SYN" />'
    write('en', right)
    expect(told('en')).toEqual([])
    write('zh-cn', right)
    expect(told('zh-cn')).toEqual([])
    write('zh-cn', right.replace('to={4}', 'to={3}').replace('SYN, SYN', 'SYN'))
    expect(told('zh-cn').map(({ code }) => code)).toEqual(['CELL_MISSING', 'CELL_EXTRA'])
  })
})

/** What the interactive pictures compute. */
import { describe, expect, it } from 'vitest'
import { reads, STREAM, WRITE_ENDS, wholeWrites, writeOf } from '../../src/site/islands/panels/cut.ts'
import { EMPTY, endOf, frame, LIMIT, push, SAMPLES } from '../../src/site/islands/panels/frames.ts'
import { handshakeOf, mistake } from '../../src/site/islands/panels/handshake.ts'
import { type Layout, layout, splitValues } from '../../src/site/islands/panels/struct.ts'
import { characters } from '../../src/site/islands/panels/utf8.ts'

describe('utf8-frame', () => {
  it('gives each character its UTF-8 bytes', () => {
    expect(characters('a你😀')).toEqual([
      { text: 'a', bytes: [0x61] },
      { text: '你', bytes: [0xe4, 0xbd, 0xa0] },
      { text: '😀', bytes: [0xf0, 0x9f, 0x98, 0x80] },
    ])
  })
})

describe('cut-stream', () => {
  it('gives back the whole stream in order, however it is cut', () => {
    for (let mask = 0; mask < 2 ** (STREAM.length - 1); mask += 37) {
      const cuts = new Set(Array.from({ length: 10 }, (_, at) => at + 1).filter((at) => mask & (1 << (at - 1))))
      const pieces = reads(cuts)
      expect(pieces.map(({ text }) => text).join('')).toBe(STREAM)
      expect(pieces).toHaveLength(cuts.size + 1)
    }
  })

  it('counts a message as whole only when one read is exactly its bytes', () => {
    expect(wholeWrites(new Set(WRITE_ENDS))).toBe(3)
    expect(wholeWrites(new Set([3]))).toBe(1)
    expect(wholeWrites(new Set())).toBe(0)
    expect([2, 3, 5, 6].map(writeOf)).toEqual([0, 1, 1, 2])
  })
})

describe('struct-hex', () => {
  const bytesOf = (result: Layout) =>
    result.ok
      ? result.fields.flatMap(({ bytes }) => bytes.map((byte) => byte.toString(16).padStart(2, '0'))).join(' ')
      : result.problem

  it.each([
    ['!HIb3s', '9000, 1, -1, "hi"', '23 28 00 00 00 01 ff 68 69 00'],
    ['<i', '10000', '10 27 00 00'],
    ['!I', '10000', '00 00 27 10'],
    ['i', '10000', '10 27 00 00'],
    ['<bih', '1, 2, 3', '01 02 00 00 00 03 00'],
    ['bih', '1, 2, 3', '01 00 00 00 02 00 00 00 03 00'],
    ['@l', '-1', 'ff ff ff ff ff ff ff ff'],
    ['<l', '-1', 'ff ff ff ff'],
    ['>q', '9223372036854775807', '7f ff ff ff ff ff ff ff'],
    ['!2Hx?', '1, 2, true', '00 01 00 02 00 01'],
    ['>f', '1', '3f 80 00 00'],
  ])('packs %s of %s as Python does', (format, values, expected) => {
    expect(bytesOf(layout(format, splitValues(values)))).toBe(expected)
  })

  it('says what is wrong', () => {
    expect(bytesOf(layout('!z', ['1']))).toEqual({ code: 'letter', at: 'z' })
    expect(bytesOf(layout('!HH', ['1']))).toEqual({ code: 'count', wanted: 2, got: 1 })
    expect(bytesOf(layout('B', ['256']))).toMatchObject({ code: 'range', low: '0', high: '255' })
    expect(bytesOf(layout('I', ['-1']))).toMatchObject({ code: 'range', low: '0', high: '4294967295' })
    expect(bytesOf(layout('i', ['x']))).toMatchObject({ code: 'integer', value: 'x' })
    expect(bytesOf(layout('900s', ['x']))).toMatchObject({ code: 'size' })
    expect(bytesOf(layout('999999999H', []))).toMatchObject({ code: 'size' })
  })

  it('keeps commas inside quotes', () => {
    expect(splitValues('1, "a, b", c')).toEqual(['1', 'a, b', 'c'])
    expect(splitValues('  ')).toEqual([])
  })
})

describe('frame-stepper', () => {
  it('gives out the same messages for every size of feeding', () => {
    for (let size = 1; size <= SAMPLES.three.length; size++) {
      let decoder = EMPTY
      for (let at = 0; at < SAMPLES.three.length; at += size)
        decoder = push(decoder, SAMPLES.three.slice(at, at + size))
      expect(decoder.messages.map((bytes) => new TextDecoder().decode(new Uint8Array(bytes)))).toEqual([
        'hi',
        '你好',
        '',
      ])
      expect(endOf(decoder)).toBe('border')
    }
  })

  it('refuses a length over the limit as soon as the header is complete, and takes nothing more', () => {
    const before = push(EMPTY, SAMPLES.huge.slice(0, 9))
    expect(before.state).toBe('header')
    const after = push(before, [0xff])
    expect(after).toMatchObject({ state: 'refused', claim: 0x7fffffff })
    expect(push(after, [1, 2, 3])).toBe(after)
    expect(push(EMPTY, frame('x'.repeat(LIMIT))).messages).toHaveLength(1)
  })

  it('tells a stream that ends inside a frame from one that ends between two', () => {
    expect(endOf(push(EMPTY, SAMPLES.cutOff))).toBe('in-payload')
    expect(endOf(push(EMPTY, [0, 0]))).toBe('in-header')
    expect(endOf(EMPTY)).toBe('border')
  })
})

describe('arrow-diagram', () => {
  const segment = (fromClient: boolean, flags: string[], rawSeq: number, rawAck: number) => ({
    fromClient,
    flags,
    rawSeq,
    rawAck,
  })
  const run = [
    segment(true, ['SYN'], 4294967295, 0),
    segment(true, ['SYN'], 4294967295, 0),
    segment(false, ['SYN', 'ACK'], 5000, 0),
    segment(true, ['ACK'], 0, 5001),
  ]

  it('finds the handshake of a run, with a lost SYN and numbers that wrap', () => {
    expect(handshakeOf(run)).toEqual({
      x: 4294967295,
      y: 5000,
      answers: { 'synack.ack': 0, 'ack.seq': 0, 'ack.ack': 5001 },
    })
  })

  it('finds none where the third segment never came', () => {
    expect(handshakeOf(run.slice(0, 3))).toBeNull()
  })

  it('names the mistake behind a wrong number', () => {
    const handshake = handshakeOf(run)!
    expect(mistake('ack.ack', '5001', handshake)).toBe('right')
    expect(mistake('ack.ack', '5000', handshake)).toBe('same')
    expect(mistake('synack.ack', '5001', handshake)).toBe('other')
    expect(mistake('ack.ack', '7', handshake)).toBe('wrong')
    expect(mistake('ack.ack', '', handshake)).toBe('wrong')
  })
})

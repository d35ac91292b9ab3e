import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHANNEL_LIMITS, FrameReader, frame } from '../../src/sidecar/grader/learner/channel.mjs'

function header(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

describe('the channel', () => {
  it('is a big-endian length and that many bytes of JSON', () => {
    expect(frame({ id: 1 })).toEqual(Buffer.from([0, 0, 0, 8, ...Buffer.from('{"id":1}')]))
  })

  it('gives the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 }), fc.array(fc.nat(40)), (messages, sizes) => {
        // JSON itself turns -0 into 0.
        const wanted = JSON.parse(JSON.stringify(messages))
        const bytes = Buffer.concat(messages.map((message) => frame(message)))
        const reader = new FrameReader()
        const got: unknown[] = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = 1 + (sizes[i % Math.max(1, sizes.length)] ?? 0)
          got.push(...reader.push(bytes.subarray(at, at + size)))
          at += size
        }
        expect(got).toEqual(wanted)
      }),
    )
  })

  it('refuses a length over the limit at its header, without waiting for the bytes', () => {
    const reader = new FrameReader()
    expect(() => [...reader.push(header(CHANNEL_LIMITS.frameBytes + 1))]).toThrow(/the limit is 4194304/)
  })

  it('refuses a message of no bytes', () => {
    expect(() => [...new FrameReader().push(header(0))]).toThrow(expect.objectContaining({ code: 'FRAME_TOO_LARGE' }))
  })

  it('refuses nesting before parsing it', () => {
    const body = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))
    expect(() => [...new FrameReader().push(Buffer.concat([header(body.length), body]))]).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_DEEP' }),
    )
  })

  it('counts no brackets of texts, whatever quotes they hold', () => {
    const message = { printed: `${'['.repeat(10_000)}"\\"[{\\\\`, more: ['"', '\\', '{'.repeat(300)] }
    expect([...new FrameReader().push(frame(message))]).toEqual([message])
    const deep = Buffer.from(`["\\"",${'['.repeat(300)}${']'.repeat(300)}]`)
    expect(() => [...new FrameReader().push(Buffer.concat([header(deep.length), deep]))]).toThrow(
      expect.objectContaining({ code: 'FRAME_TOO_DEEP' }),
    )
  })

  it('refuses what is no JSON', () => {
    expect(() => [...new FrameReader().push(Buffer.concat([header(1), Buffer.from('{')]))]).toThrow(
      expect.objectContaining({ code: 'FRAME_MALFORMED' }),
    )
  })
})

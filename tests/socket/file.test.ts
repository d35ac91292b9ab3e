import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IncomingBytes, IncomingText } from '../../src/socket/file/lines.ts'
import { socketpair } from '../../src/socket/index.ts'

/** Lines of a whole text, by the definition. */
const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** Cuts bytes at arbitrary places and adds them piece by piece. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
  return [...pieces.filter(({ length }) => length > 0), Buffer.alloc(0)]
}

test('lines of bytes do not depend on how the stream was cut', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '\r', '\n')), fc.array(fc.nat()), (letters, places) => {
      const text = letters.join('')
      const incoming = new IncomingBytes()
      const lines: string[] = []
      for (const piece of cut(Buffer.from(text), places)) {
        incoming.add(piece)
        for (let line = incoming.takeLine(Infinity); line?.length; line = incoming.takeLine(Infinity))
          lines.push(String(line))
      }
      expect(lines).toEqual(linesOf(text))
    }),
  )
})

test('lines of text do not depend on it either, with line ends of three kinds and long characters', () => {
  const letters = fc.array(fc.constantFrom('a', '你', '😀', '\r', '\n', '\r\n'))
  fc.assert(
    fc.property(letters, fc.array(fc.nat()), (parts, places) => {
      const text = parts.join('')
      const incoming = new IncomingText(true)
      const lines: string[] = []
      for (const piece of cut(Buffer.from(text), places)) {
        incoming.add(piece)
        for (let line = incoming.takeLine(Infinity); line; line = incoming.takeLine(Infinity)) lines.push(line)
      }
      expect(lines).toEqual(linesOf(text.replace(/\r\n?/g, '\n')))
    }),
  )
})

test('a file is read line by line, awaited or not, and written when flushed', async () => {
  const [here, there] = socketpair()
  using _ = here
  using file = there.makefile('rw')
  here.sendall('one\ntwo\n')
  expect(await file.readlineAsync()).toBe('one\n')
  expect(file.readline()).toBe('two\n')
  file.write('你好')
  await file.flushAsync()
  expect(here.recv(100).toString()).toBe('你好')
  here.sendall('a\nb')
  here.close()
  const rest: string[] = []
  for await (const line of file) rest.push(line)
  expect(rest).toEqual(['a\n', 'b'])
  there.close()
})

test('more than the buffer holds is sent without a flush; unbuffered, everything at once', () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  using buffered = there.makefile('wb')
  buffered.write(new Uint8Array(8_000))
  here.settimeout(0.02)
  expect(() => here.recv(1)).toThrow('ETIMEDOUT')
  buffered.write(new Uint8Array(8_000))
  expect(here.recv(65_536)).toHaveLength(16_000)
  using direct = there.makefile('wb', { buffering: 0 })
  direct.write('x')
  expect(here.recv(10).toString()).toBe('x')
})

test('text that is none is refused, and so is the wrong direction', () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  here.send(Buffer.from([0xff, 10]))
  using reader = there.makefile('r')
  expect(() => reader.readline()).toThrow(TypeError)
  expect(() => reader.write('x')).toThrow('mode with "w"')
  using writer = there.makefile('wb')
  expect(() => writer.read()).toThrow('mode with "r"')
  writer.close()
  expect(() => writer.write('x')).toThrow('EBADF')
})

test('newline "" leaves line ends as they are', () => {
  const [here, there] = socketpair()
  using _ = here
  using __ = there
  here.sendall('a\r\nb\n')
  using file = there.makefile('r', { newline: '' })
  expect([file.readline(), file.readline()]).toEqual(['a\r\n', 'b\n'])
})

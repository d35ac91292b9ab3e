import { expect } from 'vitest'
import { check, driver, learner, random, say } from 'wirebook/spec'

const { LineDecoder } = learner<typeof import('./starter/line-decoder.ts')>()
const play = driver<typeof import('./driver.ts')>()

/** Right ones take a tenth of it. */
const LINEAR_MS = 600
const LONG = 4 << 20
const MANY = 1 << 20
const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const shown = (text: string) => JSON.stringify(text)
/** A line that holds no line end of its own. */
const word = (n: number) => random.text(n)

/** The same stream in these chunks must give these lines. */
async function expectLines(chunks: Uint8Array[], lines: string[], told: string) {
  const { lines: got, error } = await play.feed(chunks, { end: true })
  expect(error, `${told}: ${say('no error', '没有错误')}`).toBe(null)
  expect(got, told).toEqual(lines)
}

check('two', async () => {
  const [a, b] = [word(random.int(3, 9)), word(random.int(3, 9))]
  const got = await new LineDecoder().push(utf8(`${a}\n${b}\n`))
  expect(got, say(`pushed ${shown(`${a}\n${b}\n`)}`, `推入 ${shown(`${a}\n${b}\n`)}`)).toEqual([a, b])
})

check('three-chunks', async () => {
  const line = word(12)
  const decoder = new LineDecoder()
  const pieces = [line.slice(0, 4), line.slice(4), '\n']
  for (const piece of pieces.slice(0, 2))
    expect(
      await decoder.push(utf8(piece)),
      say(`pushed ${shown(piece)}: no line is whole yet`, `推入 ${shown(piece)}：还没有完整的行`),
    ).toEqual([])
  expect(await decoder.push(utf8('\n')), say('then the newline alone', '然后只推入换行')).toEqual([line])
})

check('split-character', async () => {
  const line = `${word(2)}你好${word(2)}`
  const stream = utf8(`${line}\n`)
  for (let at = 1; at < stream.length; at++)
    await expectLines(
      [stream.subarray(0, at), stream.subarray(at)],
      [line],
      say(`${shown(line)} cut after byte ${at}`, `${shown(line)} 在第 ${at} 个字节后切开`),
    )
})

check('split-crlf', async () => {
  const [a, b] = [word(5), word(6)]
  await expectLines(
    [utf8(`${a}\r`), utf8(`\n${b}\r\n`)],
    [a, b],
    say('two lines with \\r\\n, the first cut between \\r and \\n', '两行以 \\r\\n 结尾，第一行在 \\r 与 \\n 之间切开'),
  )
})

check('empty-lines', async () => {
  const line = word(4)
  await expectLines(
    [utf8(`\n\n${line}\n\r\n`)],
    ['', '', line, ''],
    say('two empty lines, one with text, and one of \\r\\n alone', '两个空行、一行文本、一行只有 \\r\\n'),
  )
})

check('max', async () => {
  const max = random.int(8, 40)
  const exact = word(max)
  const told = say(`max ${max}`, `max 为 ${max}`)
  const fits = await play.feed([utf8(exact), utf8('\n'), utf8(`${exact}\r`), utf8('\n')], { max })
  expect(
    fits.error ?? fits.lines,
    `${told}: ${say('lines of just that many bytes, also before \\r\\n', '恰好这么多字节的行，\\r\\n 之前也一样')}`,
  ).toEqual([exact, exact])
  const over = await play.feed([utf8(exact), utf8('x'), utf8('\n')], { max })
  expect(over.error, `${told}: ${say('one byte more', '多一个字节')}`).toBe('too long')
  expect(
    over.pushes,
    `${told}: ${say('refused with the byte that is too many, before any newline', '在多出的那个字节时就拒绝，不等换行')}`,
  ).toBe(2)
  const characters = '你'.repeat(Math.ceil((max + 1) / 3))
  const counted = await play.feed([utf8(`${characters}\n`)], { max })
  expect(
    counted.error,
    `${told}: ${say(`${characters.length} Chinese characters are ${characters.length * 3} bytes`, `${characters.length} 个汉字是 ${characters.length * 3} 字节`)}`,
  ).toBe('too long')
})

check('unterminated', async () => {
  const line = word(7)
  const at = async (text: string) => (await play.feed([utf8(text)], { end: true })).error
  expect(await at(`${line}\n`), say('the stream ended after a newline', '流在换行之后结束')).toBe(null)
  expect(await at(''), say('the stream ended before anything came', '什么数据都没来，流就结束了')).toBe(null)
  expect(await at(`${line}\n${line}`), say('the stream ended inside a line', '流在一行之中结束')).toBe('unterminated')
  expect(await at(`${line}\r`), say('the stream ended after \\r', '流在 \\r 之后结束')).toBe('unterminated')
})

check('utf8', async () => {
  const ascii = utf8(word(3))
  for (const bad of [[0xff], [0xe4, 0xbd], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    const hex = Buffer.from(bad).toString('hex')
    const { error, lines } = await play.feed([join(ascii, Uint8Array.from(bad), utf8('\n'))])
    expect(error ?? lines, say(`a line with the bytes ${hex}`, `一行中有字节 ${hex}`)).toBe('utf8')
  }
  const marked = `\ufeff${word(4)}`
  await expectLines(
    [utf8(`${marked}\n`)],
    [marked],
    say('a byte order mark is data like any other', '字节顺序标记和其他数据一样'),
  )
})

check('lone-return', async () => {
  const [a, b] = [word(3), word(4)]
  await expectLines(
    [utf8(`${a}\r${b}\n${a}\r\r\n`)],
    [`${a}\r${b}`, `${a}\r`],
    say(
      '\\r inside a line, and two of them before \\n: one belongs to the end',
      '行内的 \\r，以及 \\n 前的两个 \\r：只有一个属于行尾',
    ),
  )
})

check('linear', async () => {
  for (const [length, size] of [
    [LONG, 512],
    [MANY, MANY],
  ] as const) {
    const { ms, lines, pushed } = await play.large(length, size, LINEAR_MS)
    const told = say(
      `pushed ${pushed} of ${length} bytes in chunks of ${size} in ${Math.round(ms)} ms of computing`,
      `以 ${size} 字节的块推入了 ${length} 字节中的 ${pushed} 字节，计算用时 ${Math.round(ms)} ms`,
    )
    expect(ms, told).toBeLessThan(LINEAR_MS)
    expect(lines, told).toBe(size === length ? Math.ceil(length / 10) : 1)
  }
})

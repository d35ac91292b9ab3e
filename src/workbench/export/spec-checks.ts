/** Of an exercise's spec: its checks. */
import type { ExerciseShape, LimitCase } from './shape.ts'

/** By the test's id, in the order of exercise.json. */
export function checks({ loose, limits, negative, magic, crc }: ExerciseShape): string[] {
  return [
    `check('encode', async () => {
  for (let i = 0; i < 3; i++) {
    const frame = drawn()
    expect(await encode(frame), say('encode of a frame', '对一个帧调用 encode')).toEqualBytes(framed(frame))
  }
})`,
    `check('whole', async () => {
  const frame = drawn()
  same(await new Decoder().push(framed(frame)), [frame], say('one whole frame', '一个完整的帧'))
})`,
    `check('two', async () => {
  const frames = [drawn(), drawn()]
  same(await new Decoder().push(framed(...frames)), frames, say('two frames in one chunk', '一个数据块中有两个帧'))
})`,
    `check('byte-by-byte', async () => {
  const frames = [drawn(), drawn()]
  const decoder = new Decoder()
  const got: Frame[] = []
  for (const byte of framed(...frames)) got.push(...(await decoder.push(Uint8Array.from([byte]))))
  same(got, frames, say('two frames, one byte a chunk', '两个帧，每块一个字节'))
})`,
    `check('random-cuts', async () => {
  const frames = [drawn(), drawn(), drawn()]
  const decoder = new Decoder()
  const got: Frame[] = []
  for (const chunk of random.cuts(framed(...frames))) got.push(...(await decoder.push(chunk)))
  same(got, frames, say('three frames, cut by chance', '三个帧，随机切开'))
})`,
    ...(loose
      ? [
          `check('empty', async () => {
  const frames = [emptied(drawn()), drawn(), emptied(drawn())]
  same(await new Decoder().push(framed(...frames)), frames, say('an empty one before and after another', '另一个帧的前后各有一个空帧'))
})`,
        ]
      : []),
    ...(limits.length > 0 ? [limitCheck(limits)] : []),
    ...(negative === null
      ? []
      : [
          `check('negative', async () => {
  const list = pieces(drawn(), -random.int(1, 100))
  const head = upTo(list, '${negative}')
  await refused(new Decoder().push(head), 'negative', say('a length below zero', '长度小于零'))
})`,
        ]),
    ...(magic === null
      ? []
      : [
          `check('magic', async () => {
  const list = pieces(drawn())
  const [magic] = list.filter(({ name }) => name === '${magic}')
  magic!.bytes[random.int(0, magic!.bytes.length - 1)]! ^= 1 << random.int(0, 7)
  await refused(new Decoder().push(join(list)), 'wrong-magic', say('one bit of ${magic} is wrong', '${magic} 有一个比特不对'))
})`,
        ]),
    ...(crc === null
      ? []
      : [
          `check('crc', async () => {
  const list = pieces(drawn())
  const [sum] = list.filter(({ name }) => name === '${crc}')
  sum!.bytes[random.int(0, 3)]! ^= 1 << random.int(0, 7)
  await refused(new Decoder().push(join(list)), 'wrong-crc', say('one bit of ${crc} is wrong', '${crc} 有一个比特不对'))
})`,
        ]),
    `check('end', async () => {
  const frame = drawn()
  const decoder = new Decoder()
  await decoder.push(framed(frame).subarray(0, -1))
  await refused(decoder.end(), 'truncated', say('the stream ends one byte too early', '流在缺一个字节时结束'))
  const other = new Decoder()
  same(await other.push(framed(frame)), [frame], say('one whole frame, then the end', '一个完整的帧，然后结束'))
  await other.end()
})`,
  ]
}

function limitCheck(limits: readonly LimitCase[]): string {
  const parts = limits.map((one) =>
    one.by === 'length'
      ? `  {
    const list = pieces(drawn(), ${one.claim})
    const head = upTo(list, '${one.field}')
    await refused(new Decoder().push(head), 'too-long', say('${one.field}: one byte too many', '${one.field} 多了一个字节'))
  }`
      : `  {
    const list = pieces(drawn())
    const head = upTo(list, '${one.field}')
    const endless = new Uint8Array(Buffer.concat([head, Buffer.alloc(${one.bytes}, ${one.filler})]))
    await refused(new Decoder().push(endless), 'too-long', say('${one.field} without its end', '${one.field} 没有结尾'))
  }`,
  )
  return `check('limit', async () => {\n${parts.join('\n')}\n})`
}

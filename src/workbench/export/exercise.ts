/**
 * A definition as an exercise: the files that `wirebook new exercise --kind function` writes, of this frame. What only
 * its author can say stands as FILL-IN.
 */
import type { Plan } from '../plan.ts'
import { codecText, codesOf, DECODER, frameType, limitsText } from './codec.ts'
import { layoutLines } from './layout.ts'
import { mutantsOf } from './mutants.ts'
import { isCuttable, shapeOf } from './shape.ts'
import { specText } from './spec-text.ts'

/** `<unit>/<name>`, as the course's ids are. */
export const EXERCISE_ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/

type Said = { en: string; 'zh-cn': string }
type TestOf = { title: Said; points: number; visibility?: 'hidden'; hint: number }

/** Path within the exercise's folder -> text; null for a frame of one byte, which no stream can cut. */
export function exerciseFiles(plan: Plan, id: string): Record<string, string> | null {
  if (!isCuttable(plan)) return null
  const file = `${id.split('/')[1] ?? 'frame'}.ts`
  const right = codecText(plan)
  const mutants = mutantsOf(plan, right)
  const about = {
    kind: 'function',
    title: {
      en: `FILL-IN A codec for the frame “${plan.name}”`,
      'zh-cn': `FILL-IN 帧 ${plan.name} 的编解码器`,
    },
    files: [file],
    tests: testsOf(plan),
    hints: HINTS,
    mutants: Object.fromEntries(mutants.map(({ id: name, why, killedBy }) => [name, { why, killedBy }])),
  }
  return {
    'exercise.json': jsonText(about),
    'exercise.spec.ts': specText(plan, file),
    [`starter/${file}`]: starterText(plan),
    [`solution/${file}`]: right,
    [`alternatives/joined/${file}`]: right.replace(DECODER, JOINED),
    ...Object.fromEntries(mutants.map(({ id: name, text }) => [`mutants/${name}/${file}`, text])),
  }
}

/** Lists of words on one line. */
function jsonText(value: object): string {
  const text = JSON.stringify(value, null, 2).replaceAll(
    /\[\s+("[^\]]*")\s+\]/g,
    (_, words: string) => `[${words.replaceAll(/\s+/g, ' ')}]`,
  )
  return `${text}\n`
}

function testsOf(plan: Plan): Record<string, TestOf> {
  const { loose, limits, negative, magic, crc } = shapeOf(plan)
  const hidden = { visibility: 'hidden' } as const
  const when = (yes: boolean, tests: Record<string, TestOf>) => (yes ? tests : {})
  return {
    encode: { title: { en: 'encode gives these bytes', 'zh-cn': 'encode 给出这些字节' }, points: 2, hint: 1 },
    whole: { title: { en: 'a whole frame', 'zh-cn': '一个完整的帧' }, points: 2, hint: 1 },
    two: { title: { en: 'two frames in one chunk', 'zh-cn': '一个数据块中有两个帧' }, points: 2, hint: 2 },
    'byte-by-byte': {
      title: { en: 'frames that arrive one byte at a time', 'zh-cn': '帧一个字节一个字节地到达' },
      points: 2,
      ...hidden,
      hint: 2,
    },
    'random-cuts': {
      title: { en: 'however the stream is cut, the same frames', 'zh-cn': '无论怎样切开，得到的帧都一样' },
      points: 2,
      ...hidden,
      hint: 2,
    },
    ...when(loose, {
      empty: {
        title: { en: 'an empty content is a frame, too', 'zh-cn': '内容为空，也是一个帧' },
        points: 1,
        ...hidden,
        hint: 2,
      },
    }),
    ...when(limits.length > 0, {
      limit: {
        title: { en: 'what is too long is refused before it is waited for', 'zh-cn': '太长的内容，不等它到齐就拒绝' },
        points: 2,
        ...hidden,
        hint: 3,
      },
    }),
    ...when(negative !== null, {
      negative: {
        title: { en: 'a negative length is refused', 'zh-cn': '长度为负，就拒绝' },
        points: 1,
        ...hidden,
        hint: 3,
      },
    }),
    ...when(magic !== null, {
      magic: { title: { en: 'a wrong magic is refused', 'zh-cn': '魔数不对，就拒绝' }, points: 1, ...hidden, hint: 3 },
    }),
    ...when(crc !== null, {
      crc: { title: { en: 'a wrong CRC is refused', 'zh-cn': 'CRC 不对，就拒绝' }, points: 1, ...hidden, hint: 3 },
    }),
    end: {
      title: {
        en: 'a stream that ends inside a frame is an error, between two it is not',
        'zh-cn': '流在一帧之中结束是错误，在两帧之间结束不是',
      },
      points: 1,
      ...hidden,
      hint: 3,
    },
  }
}

const HINTS: Said[] = [
  {
    en: 'Go through the fields in the order of the wire, and keep one offset. Lengths count bytes, never characters.',
    'zh-cn': '按线路上的次序逐个处理字段，用一个偏移量记住走到了哪里。长度数的是字节，不是字符。',
  },
  {
    en: 'while, not if: a chunk may complete several frames, or none. Keep what is left, by copying it, for the next push.',
    'zh-cn': '用 while 而不是 if：一个数据块可能完成好几个帧，也可能一个都没有。剩下的要复制下来，留给下一次 push。',
  },
  {
    en: 'Check what a field says as soon as it has come: an Error whose message begins with the code. end() looks at what is left.',
    'zh-cn': '字段一到齐就检查它：抛出 Error，消息以代码开头。end() 要看还剩下什么。',
  },
]

function starterText(plan: Plan): string {
  const codes = codesOf(plan)
  const limits = limitsText(plan)
  return `/**
 * The frame "${plan.name}", in the order of the wire:
 *
${layoutLines(plan)
  .map((line) => ` *   ${line}`)
  .join('\n')}
 *
 * Messages of errors begin with a code: ${codes.join(', ')}.
 */

${frameType(plan)}
${limits === '' ? '' : `\n${limits}\n`}
/** The bytes of one frame. */
export function encode(frame: Frame): Uint8Array {
  return new Uint8Array(0)
}

/** Cuts a byte stream into frames, whatever the sizes of its chunks. */
export class Decoder {
  /** Takes the next chunk, gives the frames it completed. */
  push(chunk: Uint8Array): Frame[] {
    return []
  }

  /** The stream has ended: an error if it ended inside a frame. */
  end(): void {}
}
`
}

/** Another right way: one array joined anew for each chunk. */
const JOINED = `/** Cuts a byte stream into frames. What is left is joined with the next chunk. */
export class Decoder {
  #left = new Uint8Array(0)
  #failed: unknown

  push(chunk: Uint8Array): Frame[] {
    if (this.#failed) throw this.#failed
    const joined = new Uint8Array(this.#left.length + chunk.length)
    joined.set(this.#left)
    joined.set(chunk, this.#left.length)
    this.#left = joined
    const frames: Frame[] = []
    try {
      while (this.#left.length > 0) {
        const next = decode(this.#left)
        if (!next) break
        frames.push(next.frame)
        this.#left = this.#left.subarray(next.size)
      }
    } catch (error) {
      this.#failed = error
      throw error
    }
    return frames
  }

  end(): void {
    if (this.#failed) throw this.#failed
    if (this.#left.length > 0) throw new FrameError('truncated', 'frame', \`\${this.#left.length} bytes are left\`)
  }
}`

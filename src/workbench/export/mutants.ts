/** Wrong solutions of the exercise: the right one with one mistake, each of a kind that people make. */
import type { Plan } from '../plan.ts'
import { shapeOf } from './shape.ts'

export type Mutant = { id: string; why: { en: string; 'zh-cn': string }; killedBy: string[]; text: string }

/** `right`: the solution's text. Throws when it does not hold what a mutant changes: that would be our mistake. */
export function mutantsOf(plan: Plan, right: string): Mutant[] {
  const { fields } = plan
  const { limits, negative, magic, crc } = shapeOf(plan)
  const changed = (from: string | RegExp, to: string): string => {
    const text = right.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to)
    if (text === right) throw new Error(`MUTANT_UNCHANGED: the solution does not hold ${from}`)
    return text
  }
  const when = (yes: boolean, mutant: () => Mutant): Mutant[] => (yes ? [mutant()] : [])
  const fills = fields.filter((field) => field.kind === 'fill')
  const counted = fields.filter((field) => field.kind === 'number').filter(({ measures }) => measures !== null)
  const ordered = fields.some((field) => field.kind === 'crc32' || (field.kind === 'number' && field.width > 1))
  return [
    {
      id: 'chunk-is-frame',
      why: { en: 'takes every chunk for exactly one frame', 'zh-cn': '把每个数据块都当作正好一个帧' },
      killedBy: ['two', 'byte-by-byte'],
      text: changed('    this.#append(chunk)\n', '    this.#from = this.#to = 0\n    this.#append(chunk)\n').replace(
        'frames.push(next.frame)',
        'frames.push(next.frame)\n        break',
      ),
    },
    {
      id: 'one-frame',
      why: { en: 'gives at most one frame a push', 'zh-cn': '每次 push 最多给出一个帧' },
      killedBy: ['two'],
      text: changed('frames.push(next.frame)', 'frames.push(next.frame)\n        break'),
    },
    {
      id: 'drops-rest',
      why: { en: 'forgets the part of a frame that came before', 'zh-cn': '忘掉先到的半个帧' },
      killedBy: ['byte-by-byte', 'random-cuts'],
      text: changed('    this.#append(chunk)\n', '    this.#from = this.#to = 0\n    this.#append(chunk)\n'),
    },
    {
      id: 'ignores-end',
      why: { en: 'takes the end of the stream inside a frame for normal', 'zh-cn': '流在一帧之中结束，却当作正常' },
      killedBy: ['end'],
      text: changed('    if (left > 0) throw', '    if (left < 0) throw'),
    },
    {
      id: 'waits-for-more',
      why: { en: 'gives a frame only when a byte after it has come', 'zh-cn': '后面又来了字节，才肯交出一个帧' },
      killedBy: ['whole'],
      text: changed('if (!next) break', 'if (!next || next.size === this.#to - this.#from) break'),
    },
    ...when(ordered, () => ({
      id: 'other-order',
      why: { en: 'has the other byte order', 'zh-cn': '字节序反了' },
      killedBy: ['encode', 'whole'],
      text: swapped(right),
    })),
    ...when(
      counted.some(({ measures }) => measures?.counts === 'field'),
      () => ({
        id: 'counts-itself',
        why: { en: 'counts the length field as well', 'zh-cn': '把长度字段自己也算了进去' },
        killedBy: ['encode'],
        text: plusOwnWidth(plan, right),
      }),
    ),
    ...when(
      fills.some(({ text, size }) => text && size.by === 'length'),
      () => ({
        id: 'counts-characters',
        why: { en: 'counts characters, not bytes', 'zh-cn': '数的是字符而不是字节' },
        killedBy: ['encode'],
        text: changed(
          '  return new TextEncoder().encode(text)',
          '  return Uint8Array.from(text, (character) => character.charCodeAt(0))',
        ),
      }),
    ),
    ...when(limits.length > 0, () => ({
      id: 'no-limit',
      why: { en: 'has no limit', 'zh-cn': '没有上限' },
      killedBy: ['limit'],
      text: changed('if (size > most) throw', 'if (size < 0 && most > 0) throw'),
    })),
    ...when(negative !== null, () => ({
      id: 'no-negative',
      why: { en: 'waits on when a length is below zero', 'zh-cn': '长度小于零时，还一直等下去' },
      killedBy: ['negative'],
      text: changed(/if \((\w+) < 0\) throw new FrameError\('negative'[^\n]*\n/, 'if ($1 < 0) return undefined\n'),
    })),
    ...when(magic !== null, () => ({
      id: 'any-magic',
      why: { en: 'does not look at the magic', 'zh-cn': '不看魔数' },
      killedBy: ['magic'],
      text: changed('i >= bytes.length || bytes[i] === byte', 'i >= bytes.length || byte >= 0'),
    })),
    ...when(crc !== null, () => ({
      id: 'any-crc',
      why: { en: 'does not look at the CRC', 'zh-cn': '不看 CRC' },
      killedBy: ['crc'],
      text: changed(' !== crc32(bytes.subarray(0, at)))', ' === undefined)'),
    })),
  ]
}

/** `view.getUint32(at)` <-> `view.getUint32(at, true)`, and so with writes and helpers. */
function swapped(right: string): string {
  return right
    .replaceAll(/(view\.get(?:Big)?(?:Uint|Int|Float)(?:16|32|64))\((\w+)(, true)?\)/g, (_, call, at, little) =>
      little ? `${call}(${at})` : `${call}(${at}, true)`,
    )
    .replaceAll(
      /^( *view\.set(?:Big)?(?:Uint|Int|Float)(?:16|32|64))\(at, (.*?)(, true)?\)$/gm,
      (_, call, value, little) => (little ? `${call}(at, ${value})` : `${call}(at, ${value}, true)`),
    )
    .replaceAll(
      /\b(readUnsigned|readSigned|writeInteger)\((view, .*), (true|false)\)$/gm,
      (_, call, rest, little) => `${call}(${rest}, ${little === 'true' ? 'false' : 'true'})`,
    )
}

/** In `encode` alone: what it sends is wrong, and its own decoder does not help. */
function plusOwnWidth({ fields }: Plan, right: string): string {
  let text = right
  for (const field of fields) {
    if (field.kind !== 'number' || field.measures?.counts !== 'field') continue
    const size = `${fields[field.measures.target]!.name}Bytes.length`
    text = text
      .replace(`(at, BigInt(${size})`, `(at, BigInt(${size} + ${field.width})`)
      .replace(`(at, ${size}`, `(at, ${size} + ${field.width}`)
      .replace(`(view, at, ${field.width}, ${size}`, `(view, at, ${field.width}, ${size} + ${field.width}`)
  }
  if (text === right) throw new Error('MUTANT_UNCHANGED: no length is written')
  return text
}

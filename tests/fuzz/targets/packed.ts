/** What comes in frames, packed or in lines: from a submission's process, in links, in backups. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { BackupError } from '../../../src/sidecar/classroom/operate/backup-error.ts'
import { backupLines, backupRows } from '../../../src/sidecar/classroom/operate/backup-lines.ts'
import { FrameReader, frame } from '../../../src/sidecar/grader/learner/channel.mjs'
import { ChannelFault, decode, encode } from '../../../src/sidecar/grader/learner/values.mjs'
import { packed, unpacked } from '../../../src/site/islands/bench/share/link.ts'
import { bytesLike, jsonLike, textLike } from '../mutate.ts'
import type { Random } from '../random.ts'
import { target } from '../target.ts'

const VALUE = [
  'o',
  [
    ['a', ['a', [1, ['d', 'NaN'], ['n', '12'], ['b', 'AAEC'], null]]],
    ['m', ['m', [['k', ['s', ['x', ['u']]]]]]],
  ],
]
const ANSWERS = [
  { type: 'result', id: 1, value: VALUE },
  { type: 'error', id: 2, error: { name: 'Error', message: 'no', code: 'E', frames: ['a.ts:1:2'] } },
  { type: 'result', id: 3, value: ['e', { name: 'Error', message: 'no' }] },
]
const ROWS = [
  '{"wirebook":"classroom-backup","format":1,"made":"","from":"sqlite","steps":["a"]}',
  '["person",{"id":"a","admin":0,"email":null,"hash":{"hex":"00ff"}}]',
  '{"end":true,"rows":{"person":1}}',
]
const SHARED = {
  lab: 'tcp/handshake-1',
  files: { 'server.ts': 'console.log(1)' },
  settings: { options: { client: 'n=3' }, faults: { delay: 40 }, seed: 7 },
}
const LINKS = (await Promise.all([packed(SHARED), packed({ ...SHARED, files: { 'a.ts': 'x'.repeat(3_000) } })])).map(
  (link) => link!,
)
/** Half a megabyte and more, of nothing, in some hundred characters. */
const BOMB = await packed({ ...SHARED, files: { 'a.ts': '\0'.repeat(4 << 20) } })
const FRAMES = ANSWERS.map((answer) => new Uint8Array(frame(answer)))

/** Anything that may cross. */
function valueLike(random: Random, depth = 0): unknown {
  const some = <T>(make: () => T) => Array.from({ length: random.int(4) }, make)
  const below = () => valueLike(random, depth + 1)
  switch (random.int(depth > 4 ? 7 : 11)) {
    case 0:
      return random.pick([0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 60])
    case 1:
      return textLike(random, ['text', '__proto__'])
    case 2:
      return random.pick([null, undefined, true])
    case 3:
      return BigInt(random.int(2 ** 31)) ** 3n
    case 4:
      return Uint8Array.from(random.bytes(random.int(20)))
    case 5:
      return ''
    case 6:
      return random.int(2 ** 31)
    case 7:
      return some(below)
    case 8:
      return new Map(some(() => [below(), below()]))
    case 9:
      return new Set(some(below))
    default:
      return Object.fromEntries(some(() => [textLike(random, ['a', '__proto__', 'constructor']), below()]))
  }
}

export const PACKED = [
  target({
    name: 'RPC channel',
    input: (random) => ({
      bytes: random.once(2) ? bytesLike(random, FRAMES) : new Uint8Array(frame(tree(jsonLike(random, ANSWERS)))),
      cut: 1 + random.int(64),
    }),
    check({ bytes, cut }) {
      const reader = new FrameReader()
      try {
        for (let at = 0; at < bytes.length; at += cut)
          for (const message of reader.push(bytes.subarray(at, at + cut)))
            decode((message as { value?: unknown } | null)?.value ?? message)
      } catch (error) {
        if (!(error instanceof ChannelFault)) throw error
      }
    },
  }),
  target({
    name: 'values on it, there and back',
    input: (random) => valueLike(random),
    check(value) {
      const back = decode(JSON.parse(JSON.stringify(encode(value))))
      assert.deepStrictEqual(back, value)
    },
  }),
  target({
    name: 'share links',
    input: (random) =>
      random.once(50) && BOMB
        ? BOMB
        : random.once(3)
          ? `share=1.${packedNoise(random)}`
          : textLike(random, LINKS, ['share=', '1.', '2.', '_', '-', '=', '%', '.']),
    async check(link) {
      const read = await unpacked(link)
      if (read && 'shared' in read) {
        const again = await packed(read.shared)
        if (again) assert.deepEqual(await unpacked(again), read)
      }
    },
  }),
  target({
    name: 'backups',
    input: (random) => ({
      text: random.once(2)
        ? textLike(random, [ROWS.join('\n')], [...ROWS, '\n', '\r'])
        : [ROWS[0], jsonLike(random, [JSON.parse(ROWS[1]!)]), jsonLike(random, [JSON.parse(ROWS[2]!)])].join('\n'),
      cut: 1 + random.int(200),
    }),
    async check({ text, cut }) {
      const bytes = Buffer.from(text)
      const parts = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, at) =>
        bytes.subarray(at * cut, (at + 1) * cut),
      )
      try {
        const rows = backupRows(backupLines(Readable.from(parts), 'a.gz', 64 << 10), 'a.gz')
        for await (const [table] of rows) assert.equal(typeof table, 'string')
      } catch (error) {
        if (!(error instanceof BackupError)) throw error
      }
    },
  }),
]

/** What can be put into a frame at all. */
function tree(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function packedNoise(random: Random): string {
  return Buffer.from(random.bytes(random.size(200))).toString('base64url')
}

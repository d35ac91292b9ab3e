import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { Numbered, Step } from './starter/number.ts'

const { number } = learner<typeof import('./starter/number.ts')>()

const OPENING: Step[] = [
  { from: 'C', kind: 'SYN' },
  { from: 'S', kind: 'SYNACK' },
  { from: 'C', kind: 'ACK' },
]
const isn = () => random.int(1, 0x7fff_ffff)
const shown = (steps: Step[]) =>
  steps.map(({ from, kind, len }) => `${from} ${kind}${len === undefined ? '' : ` ${len}`}`).join(', ')

/** Expected numbers are written as distances from the two initial numbers, so a wrong counter has nowhere to hide. */
async function judge(steps: Step[], distances: [seq: number, ack: number | null][], isnC = isn(), isnS = isn()) {
  const expected = distances.map(([seq, ack], i): Numbered => {
    const step = steps[i]!
    const [mine, theirs] = step.from === 'C' ? [isnC, isnS] : [isnS, isnC]
    return { seq: (mine + seq) >>> 0, ack: ack === null ? null : (theirs + ack) >>> 0, len: step.len ?? 0 }
  })
  const told = say(
    `script: ${shown(steps)}; C begins at ${isnC}, S at ${isnS}`,
    `脚本：${shown(steps)}；C 从 ${isnC} 开始，S 从 ${isnS} 开始`,
  )
  expect(await number(steps, isnC, isnS), told).toEqual(expected)
}

check('handshake', async () => {
  await judge(
    OPENING,
    [
      [0, null],
      [0, 1],
      [1, 1],
    ],
    1000,
    5000,
  )
  await judge(OPENING, [
    [0, null],
    [0, 1],
    [1, 1],
  ])
})

check('five-bytes', async () => {
  await judge(
    [...OPENING, { from: 'C', kind: 'DATA', len: 5 }, { from: 'S', kind: 'ACK' }, { from: 'C', kind: 'ACK' }],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 6],
      [6, 1],
    ],
  )
})

check('two-data', async () => {
  const [a, b] = [random.int(1, 1460), random.int(1, 1460)]
  await judge(
    [...OPENING, { from: 'C', kind: 'DATA', len: a }, { from: 'C', kind: 'DATA', len: b }, { from: 'S', kind: 'ACK' }],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1 + a, 1],
      [1, 1 + a + b],
    ],
  )
})

check('fin', async () => {
  await judge(
    [
      ...OPENING,
      { from: 'C', kind: 'FIN' },
      { from: 'S', kind: 'ACK' },
      { from: 'S', kind: 'FIN' },
      { from: 'C', kind: 'ACK' },
    ],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 2],
      [1, 2],
      [2, 2],
    ],
  )
})

check('wrap', async () => {
  await judge(
    [...OPENING, { from: 'C', kind: 'DATA', len: 10 }, { from: 'S', kind: 'ACK' }],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 11],
    ],
    0xffff_ffff,
    0xffff_fffe,
  )
  await judge(
    [...OPENING, { from: 'S', kind: 'DATA', len: 100 }, { from: 'C', kind: 'ACK' }],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 101],
    ],
    7,
    0xffff_ffc0,
  )
})

check('both-ways', async () => {
  const [a, b, c] = [random.int(1, 500), random.int(501, 1000), random.int(1, 1460)]
  await judge(
    [
      ...OPENING,
      { from: 'S', kind: 'DATA', len: a },
      { from: 'C', kind: 'DATA', len: b },
      { from: 'S', kind: 'DATA', len: c },
      { from: 'C', kind: 'FIN' },
      { from: 'S', kind: 'ACK' },
    ],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 1 + a],
      [1 + a, 1 + b],
      [1 + b, 1 + a + c],
      [1 + a + c, 2 + b],
    ],
  )
})

check('bytes', async () => {
  const len = new TextEncoder().encode('你好').length
  await judge(
    [...OPENING, { from: 'C', kind: 'DATA', len }, { from: 'S', kind: 'ACK' }],
    [
      [0, null],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 7],
    ],
  )
})

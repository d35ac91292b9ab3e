import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { parseIPv6, formatIPv6 } = learner<typeof import('./starter/ipv6.ts')>()

const DOCUMENTATION = [0x2001, 0xdb8, 0x85a3, 0x42, 0x1000, 0x8a2e, 0x370, 0x7334]
/** What some notes take for an address; the lesson speaks of it. */
const SIX_GROUPS = '0:0:0:0:0:0'
const group = () => random.int(1, 0xffff)
const hex = (n: number) => n.toString(16)

async function parses(text: string, groups: number[]) {
  expect(await parseIPv6(text), `parseIPv6('${text}')`).toEqual(groups)
}
async function formats(groups: number[], text: string) {
  expect(await formatIPv6(groups), `formatIPv6([${groups.map(hex).join(', ')}]) ${say('(hex)', '（十六进制）')}`).toBe(
    text,
  )
}
async function refuses(text: string) {
  const outcome = await parseIPv6(text).then(
    (groups) => say(`the groups ${groups.map(hex).join(' ')}`, `各组 ${groups.map(hex).join(' ')}`),
    (error: Error) => error.name,
  )
  expect(outcome, say(`parseIPv6('${text}') must throw a RangeError`, `parseIPv6('${text}') 必须抛出 RangeError`)).toBe(
    'RangeError',
  )
}

check('full', async () => {
  await parses('2001:0db8:85a3:0042:1000:8a2e:0370:7334', DOCUMENTATION)
  await formats(DOCUMENTATION, '2001:db8:85a3:42:1000:8a2e:370:7334')
})

check('loopback', async () => {
  await parses('::1', [0, 0, 0, 0, 0, 0, 0, 1])
  await formats([0, 0, 0, 0, 0, 0, 0, 1], '::1')
})

check('gaps', async () => {
  await parses('::', [0, 0, 0, 0, 0, 0, 0, 0])
  await formats([0, 0, 0, 0, 0, 0, 0, 0], '::')
  const [a, b] = [group(), group()]
  await parses(`${hex(a)}::`, [a, 0, 0, 0, 0, 0, 0, 0])
  await formats([a, 0, 0, 0, 0, 0, 0, 0], `${hex(a)}::`)
  await parses(`${hex(a)}::${hex(b)}`, [a, 0, 0, 0, 0, 0, 0, b])
  await parses('1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0])
  await parses('::2:3:4:5:6:7:8', [0, 2, 3, 4, 5, 6, 7, 8])
})

check('strict', async () => {
  const wrong = [
    SIX_GROUPS,
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1::2::3',
    '::1::',
    ':::',
    '12345::',
    ':1',
    '1:',
    '',
    'g::',
    '1:2:3:4:5:6:7:',
    'fe80::1%eth0',
    '::1 ',
  ]
  for (const text of wrong) await refuses(text)
})

check('which-run', async () => {
  const [a, b, c] = [group(), group(), group()]
  await formats([a, 0, 0, b, 0, 0, 0, c], `${hex(a)}:0:0:${hex(b)}::${hex(c)}`)
  await formats([a, 0, 0, b, c, 0, 0, a], `${hex(a)}::${hex(b)}:${hex(c)}:0:0:${hex(a)}`)
  await formats([a, 0, b, c, a, b, c, a], [a, 0, b, c, a, b, c, a].map(hex).join(':'))
  await formats([0, 0, 0, 0, b, 0, 0, 0], `::${hex(b)}:0:0:0`)
})

check('case', async () => {
  const n = random.int(0xa000, 0xffff)
  await formats([n, 0, 0, 0, 0, 0, 0, 0xab], `${hex(n)}::ab`)
  await parses(`${hex(n).toUpperCase()}::AB`, [n, 0, 0, 0, 0, 0, 0, 0xab])
})

check('dotted', async () => {
  await parses('::ffff:10.0.0.1', [0, 0, 0, 0, 0, 0xffff, 0x0a00, 1])
  await formats([0, 0, 0, 0, 0, 0xffff, 0x0a00, 1], '::ffff:a00:1')
  const [a, b, c, d] = [random.int(0, 255), random.int(0, 255), random.int(0, 255), random.int(0, 255)]
  await parses(`1:2:3:4:5:6:${a}.${b}.${c}.${d}`, [1, 2, 3, 4, 5, 6, a * 256 + b, c * 256 + d])
  for (const text of ['::10.0.0', '::256.0.0.1', '10.0.0.1::', '::1.2.3.4:5', '1:2:3:4:5:6:7:1.2.3.4', '10.0.0.1'])
    await refuses(text)
})

check('round-trip', async () => {
  for (let round = 0; round < 60; round++) {
    const groups = Array.from({ length: 8 }, () => (random.int(0, 1) === 0 ? 0 : random.int(0, 0xffff)))
    const text = await formatIPv6(groups)
    expect(
      await parseIPv6(text),
      say(`parseIPv6 of what formatIPv6 gave: ${text}`, `对 formatIPv6 的结果 ${text} 调用 parseIPv6`),
    ).toEqual(groups)
    expect(text, say('no leading zeros, lower case', '没有前导零，小写')).not.toMatch(/(^|:)0[0-9a-f]|[A-F]/)
  }
})

import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { parseIPv4, sameNetwork, isPrivate, block } = learner<typeof import('./starter/ipv4.ts')>()

const byte = () => random.int(1, 254)

async function parses(address: string, n: number) {
  expect(await parseIPv4(address), `parseIPv4('${address}')`).toBe(n)
}
async function same(a: string, b: string, prefix: number, wanted: boolean) {
  expect(await sameNetwork(a, b, prefix), `sameNetwork('${a}', '${b}', ${prefix})`).toBe(wanted)
}
async function privately(address: string, wanted: boolean) {
  expect(await isPrivate(address), `isPrivate('${address}')`).toBe(wanted)
}
async function blocks(cidr: string, network: string, broadcast: string, hosts: number) {
  expect(await block(cidr), `block('${cidr}')`).toEqual({ network, broadcast, hosts })
}
/** The learner's error crosses with its name. */
async function refuses(told: string, call: Promise<unknown>) {
  const outcome = await call.then(
    (value) => say(`the result ${JSON.stringify(value)}`, `结果 ${JSON.stringify(value)}`),
    (error: Error) => error.name,
  )
  expect(outcome, say(`${told} must throw a RangeError`, `${told} 必须抛出 RangeError`)).toBe('RangeError')
}

check('parse', async () => {
  await parses('192.168.0.1', 3_232_235_521)
  const [a, b, c, d] = [random.int(1, 127), byte(), byte(), byte()]
  await parses(`${a}.${b}.${c}.${d}`, a * 2 ** 24 + b * 2 ** 16 + c * 256 + d)
})

check('same-24', async () => {
  const [x, y, z] = [byte(), random.int(1, 100), random.int(101, 200)]
  await same(`10.${x}.7.${y}`, `10.${x}.7.${z}`, 24, true)
  await same(`10.${x}.7.${y}`, `10.${x}.8.${y}`, 24, false)
})

check('private', async () => {
  await privately(`10.${byte()}.${byte()}.1`, true)
  await privately(`172.16.${byte()}.1`, true)
  await privately(`192.168.${byte()}.1`, true)
  await privately(`8.${byte()}.8.8`, false)
})

check('strict', async () => {
  const wrong = [
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..2.3',
    '',
    '1.2.3.-4',
    '1.2.3.1e1',
    'a.b.c.d',
  ]
  for (const text of wrong) await refuses(`parseIPv4('${text}')`, parseIPv4(text))
  await refuses(`isPrivate('10.0.0')`, isPrivate('10.0.0'))
})

check('prefix-edges', async () => {
  const [x, y] = [byte(), byte()]
  await same(`10.${x}.0.1`, `203.0.113.${y}`, 0, true)
  await same(`10.${x}.0.1`, `10.${x}.0.1`, 32, true)
  await same(`10.${x}.0.4`, `10.${x}.0.5`, 32, false)
  await same(`10.${x}.0.4`, `10.${x}.0.5`, 31, true)
  await same(`127.${x}.0.1`, `128.${x}.0.1`, 1, false)
})

check('private-edges', async () => {
  for (const [address, wanted] of [
    [`172.15.${byte()}.255`, false],
    ['172.16.0.0', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    [`192.${random.int(169, 255)}.0.1`, false],
    ['11.0.0.0', false],
    ['9.255.255.255', false],
  ] as const)
    await privately(address, wanted)
})

check('block', async () => {
  await blocks('10.0.0.7/30', '10.0.0.4', '10.0.0.7', 2)
  await blocks('10.0.0.7/31', '10.0.0.6', '10.0.0.7', 2)
  await blocks('10.0.0.7/32', '10.0.0.7', '10.0.0.7', 1)
  const x = byte()
  await blocks(`192.168.${x}.${byte()}/24`, `192.168.${x}.0`, `192.168.${x}.255`, 254)
  await blocks(`172.20.${x}.1/12`, '172.16.0.0', '172.31.255.255', 2 ** 20 - 2)
  await blocks(`200.${x}.1.1/0`, '0.0.0.0', '255.255.255.255', 2 ** 32 - 2)
})

check('unsigned', async () => {
  await parses('255.255.255.255', 2 ** 32 - 1)
  const x = byte()
  await parses(`128.0.0.${x}`, 2 ** 31 + x)
  await blocks(`223.255.${x}.9/29`, `223.255.${x}.8`, `223.255.${x}.15`, 6)
})

check('slash-23', async () => {
  await same('10.0.1.5', '10.0.0.7', 23, true)
  const even = random.int(1, 120) * 2
  await same(`10.9.${even}.${byte()}`, `10.9.${even + 1}.${byte()}`, 23, true)
  await same(`10.9.${even + 1}.${byte()}`, `10.9.${even + 2}.${byte()}`, 23, false)
  await same(`10.0.0.${random.int(64, 95)}`, `10.0.0.${random.int(96, 127)}`, 27, false)
})

check('cidr-strict', async () => {
  for (const rest of ['/33', '/08', '/', '', '/-1', '/8x', '/8/8'])
    await refuses(`block('10.0.0.1${rest}')`, block(`10.0.0.1${rest}`))
  await refuses(`block('10.0.0/8')`, block('10.0.0/8'))
  await refuses(`sameNetwork(…, 33)`, sameNetwork('10.0.0.1', '10.0.0.2', 33))
})

import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { RouteTable } = learner<typeof import('./starter/route-table.ts')>()

type Step =
  | { add: string; via: string; metric?: number }
  | { remove: string; via: string }
  | { lookup: string; is: string | null }

const add = (cidr: string, via: string, metric?: number): Step => ({ add: cidr, via, metric })
const remove = (cidr: string, via: string): Step => ({ remove: cidr, via })
const lookup = (ip: string, is: string | null): Step => ({ lookup: ip, is })

/** Carries out the steps on a new table; the message lists what was done so far. */
async function judge(...steps: Step[]) {
  const table = new RouteTable()
  const done: string[] = []
  for (const step of steps) {
    if ('add' in step) {
      done.push(`add ${step.add} ${step.via}${step.metric === undefined ? '' : ` ${step.metric}`}`)
      await (step.metric === undefined ? table.add(step.add, step.via) : table.add(step.add, step.via, step.metric))
    } else if ('remove' in step) {
      done.push(`remove ${step.remove} ${step.via}`)
      await table.remove(step.remove, step.via)
    } else {
      const got = await table
        .lookup(step.lookup)
        .catch((error: Error) => say(`an exception, ${error.message}`, `一个异常，${error.message}`))
      expect(got, `${done.join('; ')}; lookup ${step.lookup}`).toBe(step.is)
    }
  }
}

/** Blocks that the task itself speaks of. */
const DEFAULT = '0.0.0.0/0'
const TEN = '10.0.0.0/8'

const byte = () => random.int(1, 254)
const shuffled = <T>(list: T[]): T[] =>
  list
    .map((value) => ({ value, key: random.int(0, 1_000_000) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)

check('sample', async () => {
  await judge(
    add(TEN, 'A'),
    add('10.1.0.0/16', 'B'),
    add(DEFAULT, 'C'),
    lookup('10.1.2.3', 'B'),
    lookup('10.2.2.3', 'A'),
    lookup('192.0.2.1', 'C'),
  )
})

check('nothing', async () => {
  await judge(lookup('10.0.0.1', null), add(TEN, 'A'), lookup(`11.${byte()}.0.1`, null))
})

check('default-last', async () => {
  const x = byte()
  await judge(
    add(DEFAULT, 'out'),
    add(`10.${x}.0.0/16`, 'in'),
    lookup(`10.${x}.3.4`, 'in'),
    lookup(`172.20.${x}.1`, 'out'),
    lookup('255.255.255.255', 'out'),
    lookup('0.0.0.1', 'out'),
  )
})

check('any-order', async () => {
  const x = byte()
  const routes = [add(DEFAULT, 'd'), add(TEN, 'a'), add(`10.${x}.0.0/16`, 'b'), add(`10.${x}.64.0/18`, 'c')]
  for (let round = 0; round < 4; round++)
    await judge(
      ...shuffled(routes),
      lookup(`10.${x}.${random.int(64, 127)}.1`, 'c'),
      lookup(`10.${x}.${random.int(128, 255)}.1`, 'b'),
      lookup('11.0.0.1', 'd'),
    )
})

check('host-route', async () => {
  const [x, host] = [byte(), random.int(2, 250)]
  await judge(
    add(`10.0.${x}.0/24`, 'net'),
    add(`10.0.${x}.${host}/32`, 'one'),
    lookup(`10.0.${x}.${host}`, 'one'),
    lookup(`10.0.${x}.${host + 1}`, 'net'),
    lookup(`10.0.${x}.${host - 1}`, 'net'),
  )
})

check('metric', async () => {
  const [low, high] = [random.int(0, 9), random.int(10, 99)]
  await judge(
    add(TEN, 'slow', high),
    add(TEN, 'fast', low),
    add('10.7.0.0/16', 'side', high + 1),
    lookup('10.1.1.1', 'fast'),
    // A longer prefix wins whatever it costs.
    lookup('10.7.1.1', 'side'),
  )
  await judge(add(TEN, 'dear', 5), add(TEN, 'free'), lookup('10.1.1.1', 'free'))
})

check('remove', async () => {
  const x = byte()
  await judge(
    add(TEN, 'A'),
    add(`10.${x}.0.0/16`, 'B'),
    lookup(`10.${x}.1.1`, 'B'),
    remove(`10.${x}.0.0/16`, 'B'),
    lookup(`10.${x}.1.1`, 'A'),
    remove(TEN, 'A'),
    lookup(`10.${x}.1.1`, null),
    remove(TEN, 'A'),
  )
})

check('remove-one', async () => {
  await judge(
    add(TEN, 'A', 1),
    add(TEN, 'B', 2),
    add('10.0.0.0/9', 'A', 3),
    remove(TEN, 'A'),
    lookup('10.200.0.1', 'B'),
    lookup('10.1.0.1', 'A'),
  )
})

check('no-text', async () => {
  await judge(
    add('192.168.1.0/24', 'lan'),
    add(DEFAULT, 'out'),
    lookup(`192.168.1${random.int(10, 99)}.7`, 'out'),
    lookup('192.168.1.7', 'lan'),
  )
  await judge(add('10.0.0.0/23', 'two'), lookup('10.0.1.9', 'two'), lookup('10.0.2.9', null))
})

check('high-bits', async () => {
  const x = byte()
  await judge(
    add(`200.${x}.0.0/15`, 'A'),
    add('128.0.0.0/1', 'half'),
    lookup(`200.${x - (x % 2)}.1.1`, 'A'),
    lookup(`200.${x - (x % 2) + 1}.1.1`, 'A'),
    lookup('255.0.0.1', 'half'),
    lookup('127.0.0.1', null),
  )
})

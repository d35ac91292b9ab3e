import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { Switch } = learner<typeof import('./starter/switch.ts')>()

const PORTS = 4
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const AGE_MS = 1_000

const hexByte = () => random.int(0, 255).toString(16).padStart(2, '0')
/** Locally administered, for one card. */
const mac = () => `02:00:${hexByte()}:${hexByte()}:${hexByte()}:${hexByte()}`
const [A, B, C] = [`${mac().slice(0, -2)}0a`, `${mac().slice(0, -2)}0b`, `${mac().slice(0, -2)}0c`]

type Frame = [port: number, src: string, dst: string, atMs: number, leaves: number[]]

/** Each frame in turn; the last column is where it must leave. */
async function judge(frames: Frame[], ports = PORTS) {
  const one = new Switch(ports, AGE_MS)
  let told = say(
    `a switch with ${ports} ports and ageMs ${AGE_MS}`,
    `一台有 ${ports} 个端口、ageMs 为 ${AGE_MS} 的交换机`,
  )
  for (const [port, src, dst, atMs, leaves] of frames) {
    told += say(`\n${atMs} ms: port ${port}, ${src} to ${dst}`, `\n${atMs} ms：端口 ${port}，${src} 发往 ${dst}`)
    expect(await one.receive(port, src, dst, atMs), told).toEqual(leaves)
  }
}

check('unknown', async () => {
  await judge([[1, A, B, 0, [0, 2, 3]]])
  await judge([[0, A, B, 0, [1, 2, 3, 4, 5]]], 6)
})

check('learned', async () => {
  await judge([
    [0, A, B, 0, [1, 2, 3]],
    [2, B, A, 1, [0]],
    [0, A, B, 2, [2]],
  ])
})

check('groups', async () => {
  const group = `01:00:5e:00:00:${hexByte()}`
  await judge([
    [0, A, BROADCAST, 0, [1, 2, 3]],
    [3, B, A, 1, [0]],
    [3, B, BROADCAST, 2, [0, 1, 2]],
    [0, A, group, 3, [1, 2, 3]],
    [2, group, A, 4, [0]],
    [0, A, group, 5, [1, 2, 3]],
    [0, A, `33:33:00:00:00:${hexByte()}`, 6, [1, 2, 3]],
  ])
})

check('same-port', async () => {
  await judge([
    [1, A, BROADCAST, 0, [0, 2, 3]],
    [1, B, A, 1, []],
    [1, A, B, 2, []],
    [0, C, A, 3, [1]],
  ])
})

check('moves', async () => {
  await judge([
    [0, A, BROADCAST, 0, [1, 2, 3]],
    [1, B, A, 1, [0]],
    [3, A, BROADCAST, 2, [0, 1, 2]],
    [1, B, A, 3, [3]],
  ])
})

check('ages', async () => {
  const late = random.int(1, 500)
  await judge([
    [0, A, BROADCAST, 0, [1, 2, 3]],
    [1, B, A, AGE_MS - late, [0]],
    [1, B, A, AGE_MS + late, [0, 2, 3]],
  ])
})

check('refreshed', async () => {
  await judge([
    [0, A, BROADCAST, 0, [1, 2, 3]],
    [0, A, BROADCAST, AGE_MS - 100, [1, 2, 3]],
    [1, B, A, AGE_MS + 500, [0]],
    [1, B, A, AGE_MS + 700, [0]],
    // Heard last at AGE_MS - 100. That others sent to it has not kept it alive.
    [1, B, A, 2 * AGE_MS + 100, [0, 2, 3]],
  ])
})

check('case', async () => {
  await judge([
    [2, A.toUpperCase(), BROADCAST, 0, [0, 1, 3]],
    [0, B, A, 1, [2]],
    [2, A, B.toUpperCase(), 2, [0]],
  ])
})

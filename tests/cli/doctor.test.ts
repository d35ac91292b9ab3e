import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '../../src/sidecar/limits.ts'
import { MACHINE } from '../support/tier.ts'
import { pathWithoutTools, wirebook } from './command.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Document = {
  version: number
  tier: string
  reason: string | null
  features: { name: string; ok: boolean; detail: string; fix: string; for: string }[]
  improve: string[]
  limits: Record<string, number>
}

test('--json tells each feature, the tier that results, and the limits; the exit tells the tier', async () => {
  const { code, out } = await wirebook(['doctor', '--json'])
  const { version, tier, features, limits, improve } = JSON.parse(out) as Document
  expect([version, tier]).toEqual([1, MACHINE.tier])
  expect(code).toBe(MACHINE.tier === 'full' ? 0 : 1)
  expect(limits).toEqual(LIMITS)
  const named = new Map(features.map((feature) => [feature.name, feature]))
  for (const name of ['node version', 'libatomic', 'user namespaces', 'strace', 'tshark', 'Chromium', 'python3'])
    expect(named.get(name)?.detail, name).toBeTruthy()
  for (const { name, ok, fix } of features) if (!ok) expect(fix, name).toBeTruthy()
  expect(new Set(features.map((feature) => feature.for))).toEqual(new Set(['labs', 'extra']))
  if (tier === 'full') expect(improve).toEqual([])
  else expect(improve.length).toBeGreaterThan(0)
})

test('a tool that is not there is said to be missing, with how to get it, and nothing else fails', async () => {
  const { code, out } = await wirebook(['doctor', '--json'], { env: { PATH: pathWithoutTools(folder) } })
  const { features, tier, reason } = JSON.parse(out) as Document
  const strace = features.find(({ name }) => name === 'strace')
  expect(strace).toMatchObject({ ok: false, detail: 'not installed' })
  expect(strace!.fix).toContain('apt-get install strace')
  expect([tier, code]).toEqual(['reduced', 1])
  expect(reason).toMatch(/util-linux/)
})

/** What a machine that refuses something gets instead, and how that is told. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { explainRefusal } from '../../src/sidecar/sandbox/features/refusals.ts'
import { probeFeatures } from '../../src/sidecar/sandbox/features.ts'
import { REPOSITORY } from '../../src/sidecar/sandbox/paths.ts'
import { fullTier, NAMESPACES, rootUser } from '../support/tier.ts'

const OPEN = `import { openSandbox } from './src/sidecar/sandbox/open.ts'
import { probeFeatures } from './src/sidecar/sandbox/features.ts'
const sandbox = await openSandbox()
await sandbox.close()
const { tier, reason } = sandbox
console.log(JSON.stringify({ tier, reason, features: await probeFeatures() }))`

type Opened = { tier: string; reason: string | null; features: { name: string; ok: boolean; fix: string }[] }
const openAfter = (words: string[], cwd = REPOSITORY): Opened => {
  const [command = '', ...args] = [...words, process.execPath, '--input-type=module', '--eval', OPEN]
  const { stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 60_000 })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Opened
}

describe('a machine without user namespaces', () => {
  beforeEach(fullTier)

  test('gets the reduced tier, with the reason and the next step', () => {
    // An ordinary user of a namespace in which no further ones may be made.
    const none = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--keep-caps', 'sh', '-c']
    const script = 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all "$@"'
    const { tier, reason, features } = openAfter([...none, script, 'sh'])
    expect(tier).toBe('reduced')
    expect(reason).toContain('SANDBOX_NO_USERNS')
    expect(reason).toContain('wirebook doctor')
    const feature = features.find(({ name }) => name === 'user namespaces')
    expect(feature).toMatchObject({ ok: false })
    expect(feature!.fix).toContain('max_user_namespaces')
  })
})

describe('root with a clone that others cannot read', () => {
  beforeEach((context) => {
    fullTier(context)
    rootUser(context)
  })

  test('is told which file, and how to open it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-unreadable-'))
    try {
      // The repository as a clone made under umask 077: bound, with its own manifest closed to others.
      mkdirSync(join(folder, 'clone'))
      execFileSync('cp', ['-a', join(REPOSITORY, 'package.json'), folder])
      chmodSync(join(folder, 'package.json'), 0o600)
      const bind =
        'mount --rbind "$1" "$2/clone" && mount --bind "$2/package.json" "$2/clone/package.json" && cd "$2/clone" && shift 2 && exec "$@"'
      const run = () =>
        openAfter(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', bind, 'sh', REPOSITORY, folder])
      expect(run).toThrow(/SANDBOX_UNREADABLE.*package\.json.*chmod -R go\+rX/s)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('doctor', () => {
  test('every feature is found by an attempt, and a missing one has a next step', async () => {
    const features = await probeFeatures()
    expect(features.map(({ name }) => name)).toContain('node version')
    for (const { ok, detail, fix } of features) {
      expect(detail).not.toBe('')
      expect(fix === '').toBe(ok)
    }
    if (NAMESPACES)
      for (const name of ['user namespaces', 'network namespaces', 'packet capture', 'util-linux alone'])
        expect(features).toContainEqual(expect.objectContaining({ name, ok: true }))
  })

  test.each([
    ['unshare: unshare failed: No space left on device', 'max_user_namespaces'],
    ['unshare: write failed /proc/self/uid_map: Operation not permitted', 'apparmor_restrict_unprivileged_userns'],
    ['unshare: unshare failed: Operation not permitted', 'seccomp=unconfined'],
    ['contain: mount /proc failed with errno 1', 'systempaths=unconfined'],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", 'systempaths=unconfined'],
    ['spawnSync unshare ENOENT', 'Install util-linux'],
  ])('%s has a known cure', (printed, cure) => {
    expect(explainRefusal(printed).fix).toContain(cure)
  })
})

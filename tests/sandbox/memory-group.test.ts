/** Memory of sessions bounded by the kernel: where the groups are found, that they hold, and that none is left. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { probeFeatures } from '../../src/sidecar/sandbox/features.ts'
import { openEstate } from '../../src/sidecar/sandbox/memory-group/estate.ts'
import { memoryHierarchy } from '../../src/sidecar/sandbox/memory-group/hierarchy.ts'
import { bound, killsOf, shareMemory } from '../../src/sidecar/sandbox/memory-group/knobs.ts'
import { NetdSandbox } from '../../src/sidecar/sandbox/netd/client.ts'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { REPOSITORY } from '../../src/sidecar/sandbox/paths.ts'
import { fullTier, rootUser } from '../support/tier.ts'
import { startSource, until } from './support/tools.ts'

const MIB = 1 << 20

describe('the memory controller is found', () => {
  const SECOND = '36 23 0:32 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate'
  const FIRST = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory'

  test.each([
    [
      'in version 2',
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-u5.scope\n',
      SECOND,
      {
        version: 2,
        folder: '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/run-u5.scope',
        path: '/user.slice/user-1000.slice/user@1000.service/app.slice/run-u5.scope',
      },
    ],
    [
      'in version 1, beside a version 2 without controllers',
      '9:name=systemd:/\n4:memory:/jobs/one\n0::/\n',
      `${SECOND.replace('/sys/fs/cgroup', '/sys/fs/cgroup/unified')}\n${FIRST}`,
      { version: 1, folder: '/sys/fs/cgroup/memory/jobs/one', path: '/jobs/one' },
    ],
    [
      'mounted together with another controller',
      '4:hugetlb,memory:/one\n',
      FIRST.replace('rw,memory', 'rw,hugetlb,memory'),
      { version: 1, folder: '/sys/fs/cgroup/memory/one', path: '/one' },
    ],
    [
      'in a container that shows its own part alone',
      '4:memory:/docker/ab12\n',
      FIRST.replace(' / ', ' /docker/ab12 '),
      { version: 1, folder: '/sys/fs/cgroup/memory', path: '/docker/ab12' },
    ],
    [
      'under a name with a blank',
      '0::/one\n',
      SECOND.replace('/sys/fs/cgroup', '/mnt/c\\040groups'),
      { version: 2, folder: '/mnt/c groups/one', path: '/one' },
    ],
  ])('%s', (_where, cgroup, mountinfo, hierarchy) => {
    expect(memoryHierarchy(cgroup, mountinfo)).toEqual(hierarchy)
  })

  test.each([
    ['nothing is mounted', '0::/\n', '31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw'],
    ['another controller is', '4:memory:/\n', FIRST.replace('rw,memory', 'rw,pids')],
    ['only a part is that this process is not in', '4:memory:/one\n', FIRST.replace(' / ', ' /other ')],
  ])('nowhere, where %s', (_why, cgroup, mountinfo) => {
    expect(memoryHierarchy(cgroup, mountinfo)).toBeNull()
  })
})

describe('what version 2 is told and tells', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-knobs-'))
  const file = (name: string) => readFileSync(join(folder, name), 'utf8')
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a bound of memory, and none of it swapped', () => {
    bound(2, folder, 200 * MIB)
    expect([file('memory.max'), file('memory.swap.max')]).toEqual(['209715200', '0'])
  })

  test('that the groups in it have a bound of their own', () => {
    shareMemory(2, folder)
    expect(file('cgroup.subtree_control')).toBe('+memory')
  })

  test('how many were ended for it', () => {
    writeFileSync(join(folder, 'memory.events'), 'low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 0\n')
    expect(killsOf(2, folder)).toBe(1)
    expect(killsOf(2, join(folder, 'gone'))).toBe(0)
  })
})

/** Where this process may make groups; null with the reason otherwise. */
const estate = openEstate(null)
const home = 'why' in estate ? null : dirname(estate.folder)
if (!('why' in estate)) await estate.close()
const estatesOf = (pid: number | undefined) => readdirSync(home!).filter((name) => name.startsWith(`wirebook-${pid}-`))

function groups(context: TestContext): void {
  fullTier(context)
  context.skip(home === null, `no memory groups here: ${'why' in estate ? estate.why : ''}`)
}

/** The most that any group below has used, bytes. */
function peak(folder: string): number {
  const file = ['memory.max_usage_in_bytes', 'memory.peak'].find((name) => existsSync(join(folder, name)))
  return Number(readFileSync(join(folder, file!), 'latin1'))
}

const LIMIT_MIB = 128
const takers: { what: string; source: string }[] = [
  { what: 'one process outside its heap', source: 'const kept = []\nfor (;;) kept.push(Buffer.alloc(2 ** 20, 1))' },
  {
    what: 'many processes together',
    source: `import { spawn } from 'node:child_process'
const hold = 'const kept = Buffer.alloc(20 * 2 ** 20, 1); setTimeout(() => kept, 9000)'
for (let i = 0; i < 8; i++) spawn(process.execPath, ['--v8-pool-size=0', '--eval', hold], { stdio: 'ignore' })`,
  },
  {
    what: 'files in /tmp and a process',
    source: `import { writeFileSync } from 'node:fs'
for (let i = 0; i < 60; i++) writeFileSync('/tmp/' + i, Buffer.alloc(2 ** 20, 1))
const kept = Buffer.alloc(60 * 2 ** 20, 1)
setTimeout(() => kept, 9_000)`,
  },
]

describe.each([
  { way: 'bubblewrap', without: false },
  { way: 'util-linux alone', without: true },
])('a program under $way', ({ without }) => {
  beforeEach(groups)

  test('never has more than its limit, whatever takes it; the lab beside it goes on, and no group is left', async () => {
    const sandbox = await NetdSandbox.open({ withoutBubblewrap: without })
    expect(sandbox.memory).toBe('group')
    // The latest of this process.
    const own = estatesOf(process.pid).at(-1)!
    const beside = await sandbox.open({ network: SOLO })
    const other = await startSource(beside, 'setInterval(() => {}, 1_000)')
    const network = await sandbox.open({ network: SOLO })
    for (const { what, source } of takers) {
      const { program } = await startSource(network, source, { limits: { memoryMiB: LIMIT_MIB } })
      expect(await program.exited, what).toMatchObject({ reason: 'limit', limit: 'memory' })
    }
    const peaks = readdirSync(join(home!, own))
      .filter((name) => name.startsWith('session-'))
      .map((name) => peak(join(home!, own, name)) / MIB)
    expect(Math.max(...peaks)).toBeLessThanOrEqual(LIMIT_MIB)
    expect(Math.max(...peaks)).toBeGreaterThan(0.9 * LIMIT_MIB)
    expect(other.exits).toEqual([])
    await network.close()
    expect(readdirSync(join(home!, own)).filter((name) => name.startsWith('session-'))).toHaveLength(1)
    await sandbox.close()
    await until(() => !existsSync(join(home!, own)))
  })
})

describe('groups of whoever died first', () => {
  beforeEach(groups)

  test('a helper: they go with it', async () => {
    const sandbox = await NetdSandbox.open()
    const own = estatesOf(process.pid).at(-1)!
    const network = await sandbox.open({ network: SOLO })
    const { program } = await startSource(network, 'setInterval(() => {}, 1_000)')
    process.kill(sandbox.helperPid!, 'SIGKILL')
    await program.exited
    await until(() => !existsSync(join(home!, own)))
    await sandbox.close()
  })

  test('a sidecar: the next start removes them', async () => {
    const words = [join(import.meta.dirname, 'support/hold.ts'), 'full']
    const holder = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    holder.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await until(() => said.includes('holding'))
    expect(estatesOf(holder.pid)).toHaveLength(1)
    holder.kill('SIGKILL')
    await until(() => {
      const next = openEstate(null)
      if (!('why' in next)) void next.close()
      return estatesOf(holder.pid).length === 0
    })
  })
})

describe('where no group may be made', () => {
  beforeEach((context) => {
    fullTier(context)
    rootUser(context)
  })

  test('an ordinary user is told that memory is watched, why, and what would change it', () => {
    const script = `import { probeFeatures } from './src/sidecar/sandbox/features.ts'
console.log(JSON.stringify(await probeFeatures()))`
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-watched-'))
    try {
      mkdirSync(join(folder, 'clone'))
      // The repository where that user may enter.
      const bind = 'chmod 755 "$2" && mount --rbind "$1" "$2/clone" && cd "$2/clone" && shift 2 && exec "$@"'
      const { stdout, stderr } = spawnSync(
        'unshare',
        [
          ...['--mount', '--propagation', 'private', 'sh', '-c', bind, 'sh', REPOSITORY, folder],
          ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
          ...[process.execPath.replace(REPOSITORY, '.'), '--input-type=module', '--eval', script],
        ],
        { encoding: 'utf8', timeout: 60_000 },
      )
      const features = JSON.parse(stdout || `"${stderr}"`) as {
        name: string
        ok: boolean
        detail: string
        fix: string
      }[]
      const memory = features.find(({ name }) => name === 'memory bound by cgroup')
      expect(memory).toMatchObject({ ok: false })
      expect(memory!.detail).toMatch(/^memory is watched instead, .*: (\S+ may not be written to|no memory controller)/)
      expect(memory!.fix).toContain('systemd-run --user --scope -p Delegate=yes')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('looking for it leaves no folder', async (context) => {
  fullTier(context)
  const left = () =>
    ['/sys/fs/cgroup', home ?? '/sys/fs/cgroup']
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
      .filter((name) => name.startsWith(`wirebook-${process.pid}`))
  const bound = (await probeFeatures()).find(({ name }) => name === 'memory bound by cgroup')
  expect(bound?.ok).toBe(home !== null)
  await until(() => left().length === 0)
})

/** Nothing is left behind, however a sandbox ends; and what ends is told. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { isMachineRoot } from '../../src/sidecar/sandbox/launch.ts'
import { NetdSandbox } from '../../src/sidecar/sandbox/netd/client.ts'
import { PAIR, SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import { PlainSandbox } from '../../src/sidecar/sandbox/plain/sandbox.ts'
import { bubblewrap, fullTier, rootUser } from '../support/tier.ts'
import { startSource, until } from './support/tools.ts'

const HOLD = join(import.meta.dirname, 'support/hold.ts')

/** Every process below, however deep. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const status = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {}
  const found = [pid]
  for (let grown = true; grown; ) {
    const more = [...parents].filter(([child, parent]) => found.includes(parent) && !found.includes(child))
    found.push(...more.map(([child]) => child))
    grown = more.length > 0
  }
  return found
}

const alive = (pid: number) => {
  try {
    // A zombie that its parent has not asked for yet is gone for all that matters.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}

/** A process like a sidecar, with programs that run and programs that wait. */
async function held(how: string): Promise<ChildProcess> {
  const holder = spawn(process.execPath, [HOLD, how], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  holder.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await until(() => said.includes('holding'))
  return holder
}

describe('a sidecar that is killed', () => {
  beforeEach(fullTier)

  test.for(['bubblewrap', 'rootview'])('takes everything with it (%s)', async (containment, context) => {
    if (containment === 'bubblewrap') bubblewrap(context)
    const holder = await held(containment)
    const pids = descendants(holder.pid!)
    // netd, two running programs and two warm ones, each with the process that watches it.
    expect(pids.length).toBeGreaterThanOrEqual(9)
    const scratch = (tmp: string) => readdirSync(tmp).filter((name) => name.startsWith(`wirebook-${holder.pid}-`))
    holder.kill('SIGKILL')
    await until(() => !pids.some(alive))
    expect(scratch(tmpdir())).toEqual([])
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toMatch(/^wirebook /m)
  })
})

describe('a helper that dies', () => {
  beforeEach(fullTier)

  test('ends its programs as stopped, fails what was asked, and is replaced by the next open', async () => {
    const sandbox = await NetdSandbox.open()
    const network = await sandbox.open({ network: SOLO })
    const { program } = await startSource(network, 'setInterval(() => {}, 1_000)')
    const waits = network.listening('lab', 'tcp:9999', AbortSignal.timeout(10_000))
    const refused = expect(waits).rejects.toMatchObject({ code: 'SANDBOX_HELPER_GONE' })
    process.kill(sandbox.helperPid!, 'SIGKILL')
    await refused
    expect(await program.exited).toMatchObject({ reason: 'stopped' })
    await program.stop('stopped')
    await network.close()
    await expect(network.beginRun()).rejects.toMatchObject({ code: 'SANDBOX_HELPER_GONE' })
    const again = await sandbox.open({ network: SOLO })
    const started = await startSource(again, `console.log('back')`)
    await started.program.exited
    expect(started.stdout).toBe('back\n')
    await sandbox.close()
  })
})

describe('closing', () => {
  beforeEach(fullTier)

  test('a network ends its programs and closes its namespaces; a sandbox ends its helper', async () => {
    const sandbox = await NetdSandbox.open()
    const helper = sandbox.helperPid!
    const network = await sandbox.open({ network: PAIR })
    const { program } = await startSource(network, 'setInterval(() => {}, 1_000)')
    // Others than the helper's own user may not look into it.
    const namespace = process.getuid?.() === 0 ? readlinkSync(network.hosts[0]!.netns!) : null
    await network.close()
    expect(await program.exited).toMatchObject({ reason: 'stopped' })
    await expect(network.flush()).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' })
    if (namespace !== null) {
      const held = readdirSync(`/proc/${helper}/fd`).map((fd) => {
        try {
          return readlinkSync(`/proc/${helper}/fd/${fd}`)
        } catch {
          return ''
        }
      })
      expect(held).not.toContain(namespace)
    }
    await sandbox.close()
    expect(alive(helper)).toBe(false)
    await expect(sandbox.open({ network: SOLO })).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' })
  })
})

describe('the reduced tier', () => {
  test('removes what killed processes left among the temporary files, and its own at the end', async () => {
    // No process has this number: it is above the largest that the kernel gives.
    const left = join(tmpdir(), 'wirebook-99999999-left')
    mkdirSync(left, { recursive: true })
    const sandbox = new PlainSandbox([['raw', 'a test']])
    expect(existsSync(left)).toBe(false)
    await sandbox.open({ network: SOLO })
    const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`wirebook-${process.pid}-`))
    expect(own()).toHaveLength(1)
    await sandbox.close()
    expect(own()).toEqual([])
  })

  test('ends its programs with a sidecar that is killed', async ({ skip }) => {
    skip(spawnSync('setpriv', ['--version']).status !== 0, 'setpriv of util-linux is not installed')
    const holder = await held('reduced')
    const pids = descendants(holder.pid!)
    // Two running programs and two warm ones.
    expect(pids.length).toBeGreaterThanOrEqual(5)
    holder.kill('SIGKILL')
    await until(() => !pids.some(alive))
  })

  test('runs no program as root', async (context) => {
    rootUser(context)
    const sandbox = await openSandbox({ force: 'reduced' })
    const network = await sandbox.open({ network: SOLO })
    const started = await startSource(network, 'console.log(process.getuid(), process.getgid())')
    await started.program.exited
    expect(started.stdout).toBe(isMachineRoot() ? '65534 65534\n' : '0 0\n')
    await sandbox.close()
  })

  test('has no wire to disturb', async () => {
    const sandbox = await openSandbox({ force: 'reduced' })
    const network = await sandbox.open({ network: PAIR })
    await network.setFaults({ seed: 1, rules: [] })
    const faults = { seed: 1, rules: [{ kind: 'delay' as const, ms: 10 }] }
    await expect(network.setFaults(faults)).rejects.toMatchObject({ code: 'SANDBOX_NO_NETNS' })
    await sandbox.close()
  })
})

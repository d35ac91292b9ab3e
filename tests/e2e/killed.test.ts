/** The sidecar dies amid a run, with no chance to tidy up: nothing of it may stay on the machine. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { ownNetwork } from '../support/tier.ts'
import { PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'
import { startWirebook } from './support/server.ts'

const course = world()

it('leaves no process, no namespace and no folder behind when it is killed amid a run; the page says so and recovers', async (context) => {
  ownNetwork(context)
  const bench = await course.bench('en/boundaries/stream/', 'boundaries/stream-1')
  await bench.write(
    'client.ts',
    "import net from 'node:net'\nnet.connect(9999, '127.0.0.1')\nsetInterval(() => {}, 50)\n",
  )
  await bench.press()
  await bench.packets.nth(2).waitFor() // connected, and staying so
  const { pid, port, data } = course.server
  const below = descendants(pid)
  expect(below.length).toBeGreaterThan(3) // netd, the grader, programs
  const ours = new Set(namespacesOf(process.pid))
  const namespaces = new Set(below.flatMap(({ pid: one }) => namespacesOf(one)).filter((name) => !ours.has(name)))
  expect([...namespaces].some((name) => name.startsWith('net:'))).toBe(true)

  await course.server.kill()
  await expect.poll(() => below.filter(isAlive), { timeout: PATIENCE_MS }).toEqual([])
  await expect.poll(() => allNamespaces().filter((name) => namespaces.has(name))).toEqual([])
  await expect.poll(() => readdirSync(tmpdir()).filter((name) => name.startsWith(`wirebook-${pid}-`))).toEqual([])

  await bench.section.getByText('Reconnecting.').waitFor()
  await bench.page.getByRole('status').filter({ hasText: 'Lab out of reach' }).waitFor()
  course.server = await startWirebook({ port, data })
  await bench.section.getByText('Reconnecting.').waitFor({ state: 'hidden' })
  await bench.page.getByRole('status').filter({ hasText: 'Lab ready' }).waitFor()
  expect(await bench.text('client.ts')).toContain('setInterval(() => {}, 50)')
  await bench.button('Reset').click()
  await bench.run()
  expect(await bench.console('client.ts').textContent()).toContain('3 writes, 11 bytes')
  await bench.page.context().close()
}, 120_000)

type Process = { pid: number; parent: number; started: string; name: string }

function processes(): Process[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry)
    const found = Number.isInteger(pid) ? processOf(pid) : null
    return found ? [found] : []
  })
}

/** proc(5), /proc/pid/stat: fields 4 and 22, counted behind the name, which may hold spaces. */
function processOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    return { pid, parent: Number(fields[1]), started: fields[19] ?? '', name: stat.slice(stat.indexOf('(') + 1, end) }
  } catch {
    return null
  }
}

function descendants(root: number): Process[] {
  const all = processes()
  const found: Process[] = []
  for (let parents = [root]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent))
    found.push(...children)
    parents = children.map(({ pid }) => pid)
  }
  return found
}

/** A later process may have the same number; it began at another time. */
function isAlive({ pid, started }: Process): boolean {
  return processOf(pid)?.started === started
}

function namespacesOf(pid: number): string[] {
  return ['net', 'pid', 'mnt', 'user'].flatMap((kind) => {
    try {
      return [readlinkSync(`/proc/${pid}/ns/${kind}`)]
    } catch {
      return []
    }
  })
}

/** Namespaces that live as long as a process is in them, is nested in them, or has them mounted. */
function allNamespaces(): string[] {
  const mounted = readFileSync('/proc/self/mountinfo', 'utf8').match(/\b(?:net|pid|mnt|user):\[\d+\]/g) ?? []
  return [...processes().flatMap(({ pid }) => namespacesOf(pid)), ...mounted]
}

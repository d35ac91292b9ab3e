/** A user's own command on a host of whatever network (`run --with`). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LoadedLab } from '../../src/course/load.ts'
import { Lab } from '../../src/course/schema.ts'
import { runLab } from '../../src/sidecar/runner/batch.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { EXTERNAL, type RunRecord } from '../../src/sidecar/runner/types.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'

let sandbox: Sandbox
beforeAll(async () => {
  if (NAMESPACES) sandbox = await openSandbox()
})
afterAll(() => sandbox?.close())
beforeEach(ownNetwork)

const SERVER = "import { createServer } from 'node:net'\ncreateServer((socket) => socket.end()).listen(9999)\n"
const lab = (topology: string, host: string, ipv6 = false): LoadedLab => ({
  id: 'test/external',
  folder: '',
  lab: Lab.parse({
    title: { en: 'x', 'zh-cn': 'x' },
    topology,
    ...(ipv6 ? { ipv6 } : {}),
    programs: [{ name: 'server', file: 'server.ts', host, ready: { listen: 'tcp:9999' } }],
  }),
  files: { 'server.ts': SERVER },
})
const said = ({ programs }: RunRecord) =>
  programs
    .find(({ name }) => name === EXTERNAL)!
    .output.map(({ text }) => text)
    .join('')
const ADDRESSES = 'grep -h -B1 "/32 host LOCAL" /proc/net/fib_trie | grep -o "10[.0-9]*" | sort -u | xargs'

test('runs on the router, between both networks', async () => {
  const external = externalCommand(ADDRESSES, { host: 'router' })
  expect(said(await runLab(sandbox, lab('routed', 'server'), { external }))).toBe('10.1.0.254 10.2.0.254\n')
})

test('runs on any host of a lan; by default on one without a program', async () => {
  const where = async (host?: string) =>
    said(await runLab(sandbox, lab('lan', 'h1'), { external: externalCommand(ADDRESSES, host ? { host } : {}) }))
  expect([await where('h3'), await where()]).toEqual(['10.0.0.3\n', '10.0.0.2\n'])
})

test('finds every host by its name, in both versions of IP', async () => {
  const external = externalCommand('for host in client router server; do getent ahosts $host | grep STREAM; done')
  const text = said(await runLab(sandbox, lab('routed', 'server', true), { external }))
  for (const address of ['10.1.0.1', '10.2.0.9', 'fd00:1::1', 'fd00:2::9']) expect(text).toContain(`${address} `)
})

test('a command that another shell could not find exits 127, and says which', async () => {
  const record = await runLab(sandbox, lab('pair', 'server'), { external: externalCommand('no-such-command-here') })
  expect(record.programs.find(({ name }) => name === EXTERNAL)!.exit.code).toBe(127)
  expect(said(record)).toContain('no-such-command-here')
})

test('what it leaves in the background ends with the lab', async () => {
  const word = `${5_000_000 + process.pid}`
  await runLab(sandbox, lab('pair', 'server'), { external: externalCommand(`setsid sleep ${word} & exit 0`) })
  const living = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        readlinkSync(`/proc/${pid}/exe`)
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word)
      } catch {
        return false // gone, or a zombie that nobody has waited for
      }
    })
  // It is killed by then; a busy kernel takes its time to bury it.
  await expect.poll(living).toEqual([])
})

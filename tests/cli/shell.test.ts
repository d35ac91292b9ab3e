import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { ownNetwork, rootUser } from '../support/tier.ts'
import { pathWithoutTools, start, wirebook } from './command.ts'

/** `nobody`: what the sandbox of a root sidecar becomes, too. */
const NOBODY = 65_534
const python = spawnSync('python3', ['-c', '']).status === 0
const TALK = `python3 -c 'import socket
s = socket.create_connection(("server", 9999))
print("talks to", s.getpeername())'`

/** Processes whose command line holds this word; those that are killed are among them until the kernel has ended them. */
function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // A zombie that nobody has waited for is gone all the same: it has no executable.
        readlinkSync(`/proc/${pid}/exe`)
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word) ? [Number(pid)] : []
      } catch {
        return []
      }
    })
}

describe('wirebook shell', () => {
  beforeEach(ownNetwork)

  test('says who is where, and runs a command of this machine among the lab’s servers', async (context) => {
    context.skip(!python, 'python3 is not installed')
    const { code, out, err } = await wirebook(['shell', 'tcp/handshake-1', '--command', TALK])
    expect(err).toMatch(/client +10\.0\.0\.1 {2}← this terminal/)
    expect(err).toMatch(/server +10\.0\.0\.2\n/)
    expect(err).toContain('server listens on tcp:9999')
    expect(err).toContain('server │ accepted 10.0.0.1:')
    expect(out).toBe("talks to ('10.0.0.2', 9999)\n")
    expect(code).toBe(0)
  })

  test('--bare starts no server; --host chooses where; the status is the command’s', async () => {
    const words = ['--bare', '--host', 'server', '--command', 'echo $WIREBOOK_HOST; cat /proc/net/tcp; exit 9']
    const { code, out, err } = await wirebook(['shell', 'tcp/handshake-1', ...words])
    expect(err).toMatch(/server +10\.0\.0\.2 {2}← this terminal/)
    expect(err).not.toContain('listens')
    expect(out.trim().split('\n')).toHaveLength(2) // the host's name, and a socket table with its heading alone
    expect([out.startsWith('server\n'), code]).toEqual([true, 9])
  })

  test('nothing of it is left: not the servers, not what the command started and left behind', async () => {
    const word = `${3_000_000 + process.pid}`
    const command = `sleep ${word} & setsid sleep ${word} & exit 0`
    const { code } = await wirebook(['shell', 'tcp/handshake-1', '--command', command])
    expect(code).toBe(0)
    await expect.poll(() => processesWith(word)).toEqual([])
  })

  test('SIGTERM ends the command and all of the lab', async () => {
    const word = `${4_000_000 + process.pid}`
    const shell = start(['shell', 'tcp/handshake-1', '--command', `echo begun; exec sleep ${word}`])
    await shell.heard('begun')
    // Said before the shell has become what it was told to.
    await expect.poll(() => processesWith(word).length).toBe(1)
    // The launcher has become the command itself by exec, so the signal reaches it.
    shell.child.kill('SIGTERM')
    expect((await shell.ended).code).toBe(128 + 1) // the command was told by SIGHUP
    await expect.poll(() => processesWith(word)).toEqual([])
  })

  test('needs no privileges', async (context) => {
    rootUser(context)
    context.skip(!python, 'python3 is not installed')
    const { code, out } = await wirebook(['shell', 'tcp/handshake-1', '--command', TALK], {
      uid: NOBODY,
      env: { HOME: '/tmp' },
    })
    expect([code, out]).toEqual([0, "talks to ('10.0.0.2', 9999)\n"])
  })
})

describe('wirebook shell where this machine gives no network of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('refuses, with the reason', async () => {
    const env = { PATH: pathWithoutTools(folder) }
    const { code, err } = await wirebook(['shell', 'tcp/handshake-1', '--command', 'true'], { env })
    expect(err).toMatch(/^SHELL_NO_NETWORK: there is no network to enter\. .*util-linux is not installed/m)
    expect(code).toBe(2)
  })
})

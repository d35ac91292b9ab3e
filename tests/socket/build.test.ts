import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildSocketModule } from '../../src/socket/build.ts'

test('a program finds wirebook/socket as plain JavaScript under node_modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-build-'))
  try {
    const modules = join(folder, 'node_modules')
    mkdirSync(modules)
    buildSocketModule(join(modules, 'wirebook'))
    symlinkSync(join(import.meta.dirname, '../../node_modules/koffi'), join(modules, 'koffi'))
    writeFileSync(
      join(folder, 'program.ts'),
      `import { type Address, AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'
       using listener: Socket = socket(AF_INET, SOCK_STREAM)
       listener.bind(['127.0.0.1', 0])
       listener.listen()
       const address: Address = listener.getsockname()
       using client = socket()
       client.connect(address)
       const [connection] = await listener.acceptAsync()
       connection.send('built')
       connection.close()
       console.log(String(client.recv(100)))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, ['program.ts'], { cwd: folder, encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['built\n', ''])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

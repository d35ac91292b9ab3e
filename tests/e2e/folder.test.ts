/** A lab downloaded as a folder: what was typed and chosen is in it, and plain Node runs it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()
const folder = mkdtempSync(join(tmpdir(), 'e2e-folder-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('holds the programs as edited and the settings as chosen, in an archive that others can open', async () => {
  const bench = await site.bench('zh-cn/tcp/handshake/', 'tcp/handshake-1')
  await bench.write('client.ts', "console.log('mine', process.argv[2], '10.0.0.2')\n")
  await bench.button('分享或下载').click()
  const [download] = await Promise.all([
    bench.page.waitForEvent('download', { timeout: PATIENCE_MS }),
    bench.section.getByRole('button', { name: '下载为文件夹（.zip）' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('wirebook-tcp-handshake-1.zip')
  const archive = join(folder, 'lab.zip')
  await download.saveAs(archive)
  // Not by what wrote it.
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *sorted(z.namelist())); z.extractall(sys.argv[2])'
  const names = execFileSync('python3', ['-c', script, archive, folder], { encoding: 'utf8' }).trim().split(' ')
  const inside = 'wirebook-tcp-handshake-1/'
  expect(names).toEqual([
    'None',
    ...['README.md', 'client.ts', 'package.json', 'server.ts'].map((file) => inside + file),
  ])
  expect(readFileSync(join(folder, inside, 'README.md'), 'utf8')).toContain('`node client.ts port=9999`')
  const printed = execFileSync(process.execPath, ['client.ts', 'port=9999'], {
    cwd: join(folder, inside),
    encoding: 'utf8',
  })
  expect(printed).toBe('mine port=9999 127.0.0.1\n')
  await bench.button('重置').click()
})

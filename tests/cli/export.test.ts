/** `wirebook export --lab`: a folder with the lab's programs, and what is refused without anything being written. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { wirebook } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-lab-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('writes the programs as given, with the arguments chosen, and says how to run them', async () => {
  const own = join(folder, 'mine.ts')
  writeFileSync(own, "console.log('10.0.0.2')\n")
  const to = join(folder, 'lab')
  const flags = ['--code', `client=${own}`, '--arg', 'client=port=9998', '--locale', 'zh-cn']
  const { code, out, err } = await wirebook(['export', '--lab', 'tcp/handshake-1', to, ...flags])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('  node server.ts\n  node client.ts port=9998\n')
  expect(readdirSync(to).toSorted()).toEqual(['README.md', 'client.ts', 'package.json', 'server.ts'])
  expect(readFileSync(join(to, 'client.ts'), 'utf8')).toBe("console.log('127.0.0.1')\n")
  expect(readFileSync(join(to, 'README.md'), 'utf8')).toMatch(/^# 连接，不说话，关闭$/m)

  const again = await wirebook(['export', '--lab', 'tcp/handshake-1', to])
  expect([again.code, again.err]).toEqual([64, expect.stringMatching(/^EXPORT_NOT_EMPTY: .*is not empty/)])
})

test.each([
  [['export'], 'EXPORT_WHAT'],
  [['export', '--lab', 'tcp/handshake-1'], 'EXPORT_WHAT'],
  [['export', '--lab', 'tcp/handshake-1', '--static', 'x', 'y'], 'EXPORT_WHAT'],
  [['export', '--lab', 'tcp/handshake', join(folder, 'none')], 'LAB_UNKNOWN'],
  [['export', '--lab', 'tcp/handshake-1', '--arg', 'nobody=a=b', join(folder, 'none')], 'PROGRAM_UNKNOWN'],
  [['export', '--lab', 'tcp/handshake-1', join(folder, 'not/there')], 'PATH_UNWRITABLE'],
])('%j is refused with %s', async (words, wanted) => {
  const { code, err } = await wirebook(words)
  expect([code, err.split(':')[0]]).toEqual([64, wanted])
  expect(existsSync(join(folder, 'none'))).toBe(false)
})

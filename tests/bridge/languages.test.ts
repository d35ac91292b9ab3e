/** One session, readers of two languages: each is told in their own what keeps labs from running. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locale } from '../../src/course/schema.ts'
import { SandboxError } from '../../src/sidecar/sandbox/error.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { Page } from './page.ts'

const openSandbox = () =>
  Promise.reject(new SandboxError('SANDBOX_NO_USERNS', ['noNamespaces', 'unshare: Operation not permitted']))

let data: string
let serving: Serving
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'wirebook-languages-'))
  serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox })
})
afterAll(async () => {
  await serving.close()
  rmSync(data, { recursive: true, force: true })
})

async function open(locale: Locale): Promise<Page> {
  const page = await Page.connect(serving.url)
  page.say({ type: 'open', lesson: 'tcp/handshake', locale })
  await page.until((message) => message.type === 'opened')
  return page
}

test('the reason of the tier, and a problem of ours, are in the language of each page', async () => {
  const [english, chinese] = [await open('en'), await open('zh-cn')]
  expect(english.opened.reason).toBe(
    'labs cannot run: SANDBOX_NO_USERNS: this machine refuses namespaces (unshare: Operation not permitted). Run "npx wirebook doctor".',
  )
  expect(chinese.opened.reason).toBe(
    '实验无法运行，原因是 SANDBOX_NO_USERNS：这台机器不允许创建命名空间（unshare: Operation not permitted）。请运行 npx wirebook doctor。',
  )
  // Another page of the same session asks for it.
  english.say({ type: 'run', lab: 'tcp/handshake-1' })
  const [told, said] = await Promise.all([english.event('problem'), chinese.event('problem')])
  expect(told).toEqual({
    type: 'problem',
    code: 'SANDBOX_NO_USERNS',
    message: expect.stringMatching(/this machine refuses namespaces/),
    lab: 'tcp/handshake-1',
  })
  expect(said).toEqual({
    ...told,
    message: '这台机器不允许创建命名空间（unshare: Operation not permitted）。请运行 npx wirebook doctor。',
  })
  for (const page of [english, chinese]) page.ws.close()
})

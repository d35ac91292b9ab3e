import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { preferredLocale } from '../../src/sidecar/http/locale.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'

const openSandbox = () => Promise.reject(new Error('no sandbox on this machine'))
const quiet = { signals: false, log: () => {}, openSandbox }
const PAGE = `<!doctype html><title>Home</title>${'<p>Hello</p>'.repeat(200)}`

let folder: string
let serving: Serving
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-http-'))
  const site = join(folder, 'site')
  mkdirSync(join(site, 'en'), { recursive: true })
  mkdirSync(join(site, 'zh-cn'))
  mkdirSync(join(site, '_astro'))
  writeFileSync(join(site, 'en/index.html'), PAGE)
  writeFileSync(join(site, 'en/index.html.gz'), gzipSync(PAGE))
  writeFileSync(join(site, 'zh-cn/index.html'), PAGE)
  writeFileSync(join(site, '404.html'), 'nothing here')
  writeFileSync(join(site, '_astro/a.abc123.js'), 'export {}')
  writeFileSync(join(site, '.stamp'), 'secret')
  writeFileSync(join(site, 'csp.json'), JSON.stringify({ scriptHashes: ['sha256-AAAA='] }))
  serving = await serve({ port: 0, data: join(folder, 'data'), site, ...quiet })
})
afterAll(async () => {
  await serving.close()
  rmSync(folder, { recursive: true, force: true })
})

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...urlOf(serving), path, headers, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}
function urlOf({ url }: Serving) {
  const { hostname, port } = new URL(url)
  return { hostname, port }
}

describe('the site', () => {
  test('a page comes with the policy that its build wrote down, and compressed where the browser can', async () => {
    const { status, headers, body } = await get('/en/', { 'Accept-Encoding': 'gzip' })
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA=';")
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(gunzipSync(body).toString()).toBe(PAGE)
    expect((await get('/en/')).body.toString()).toBe(PAGE)
  })

  test('what is named by its content may be kept for ever, pages are asked for again', async () => {
    expect((await get('/_astro/a.abc123.js')).headers['cache-control']).toContain('immutable')
    expect((await get('/en/')).headers['cache-control']).toBe('no-cache')
  })

  test.each([
    ['de, zh-CN;q=0.9, en;q=0.8', '/zh-cn/'],
    ['en-GB,en;q=0.9,zh;q=0.8', '/en/'],
    ['fr', '/en/'],
  ])('a browser that asks for %s is led to %s', async (language, location) => {
    const { status, headers } = await get('/', { 'Accept-Language': language })
    expect([status, headers.location]).toEqual([302, location])
  })

  test.each([
    ['wirebook-locale=zh-cn', '/zh-cn/?a=1'],
    ['other=zh-cn; wirebook-locale=en', '/en/?a=1'],
    ['wirebook-locale=../evil', '/zh-cn/?a=1'],
    ['not-wirebook-locale=en', '/zh-cn/?a=1'],
  ])('a language that was chosen (%s) is kept: %s', async (cookie, location) => {
    const { status, headers } = await get('/?a=1', { 'Accept-Language': 'zh', Cookie: cookie })
    expect([status, headers.location, headers.vary]).toEqual([302, location, 'Accept-Language, Cookie'])
  })

  test.each(['/nothing', '/.stamp', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//evil.example/%'])(
    '%s is not there',
    async (path) => {
      const { status, body } = await get(path)
      expect([status, body.toString()]).toEqual([404, 'nothing here'])
    },
  )

  test('nothing can be posted', async () => {
    expect((await get('/en/', {}, 'POST')).status).toBe(405)
  })

  test('by a foreign name it is not served at all', async () => {
    expect((await get('/en/', { Host: 'evil.example' })).status).toBe(403)
    expect((await get('/api/health', { Host: 'evil.example' })).status).toBe(403)
  })

  test('health tells that it is ok', async () => {
    expect(JSON.parse((await get('/api/health')).body.toString())).toMatchObject({ ok: true })
  })
})

describe('languages', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['zh-TW', 'zh-cn'],
    ['zh;q=0, en', 'en'],
    ['*', 'en'],
    [';;,q=;zh', 'en'],
  ])('%s → %s', (header, locale) => {
    expect(preferredLocale(header, ['en', 'zh-cn'])).toBe(locale)
  })
})

describe('where it cannot serve', () => {
  test('a port taken by another process: which one, and what to do', async () => {
    const code = "const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))"
    const other = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = (await once(other.stdout, 'data')) as [Buffer]
    const port = Number(printed.toString())
    const failure = await serve({ port, data: join(folder, 'data'), ...quiet }).catch((error: unknown) => error)
    other.kill()
    expect(failure).toMatchObject({ code: 'PORT_TAKEN' })
    expect((failure as Error).message).toContain(`port ${port} is in use by node`)
    expect((failure as Error).message).toContain(`(process ${other.pid})`)
    expect((failure as Error).message).toContain(`--port ${port + 1}`)
  })

  test('any address but loopback is refused, before anything listens', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org'])
      await expect(serve({ port: 0, host, data: join(folder, 'data'), ...quiet })).rejects.toMatchObject({
        code: 'HOST_REFUSED',
      })
  })

  test('a data folder that cannot be used frees the port again', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as import('node:net').AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    writeFileSync(join(folder, 'file'), '')
    const data = join(folder, 'file', 'below')
    for (const _ of [1, 2])
      await expect(serve({ port, data, ...quiet })).rejects.toMatchObject({ code: 'STORE_FOLDER' })
  })
})

test('SIGTERM ends it in order, with exit code 0, and what it held is free again', async () => {
  const code = `
    const { serve } = await import(${JSON.stringify(new URL('../../src/sidecar/serve.ts', import.meta.url).href)})
    const openSandbox = () => Promise.reject(new Error('no sandbox on this machine'))
    await serve({ port: 0, data: process.argv[1], site: process.argv[2], openSandbox })`
  const args = ['--input-type=module', '-e', code, join(folder, 'own'), join(folder, 'site')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = (await once(child.stdout, 'data')) as [Buffer]
  const url = /^wirebook ready at (http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(printed.toString())?.[1]
  expect((await fetch(new URL('/en/', url))).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect(fetch(new URL('/en/', url))).rejects.toThrow()
})

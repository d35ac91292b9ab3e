/** The door at /ws/editor. No language server is started here: nothing that is refused may reach it. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { EDITOR_ERROR, EDITOR_PATH, parseEditorMessage } from '../../src/protocol/editor.ts'
import { CLOSE } from '../../src/sidecar/bridge/limits.ts'
import { LspReader, lspFrame } from '../../src/sidecar/editor/frames.ts'
import { LANGUAGE_LIMITS } from '../../src/sidecar/editor/limits.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'

const openSandbox = () => Promise.reject(new Error('no sandbox on this machine'))
let data: string
let serving: Serving
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'wirebook-editor-door-'))
  serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox })
})
afterAll(async () => {
  await serving.close()
  rmSync(data, { recursive: true, force: true })
})

const address = () => serving.url.replace('http', 'ws').replace(/\/$/, '') + EDITOR_PATH
const origin = () => serving.url.replace(/\/$/, '')

describe('who may connect', () => {
  it.each([
    ['a foreign page', { origin: 'http://elsewhere.example' }],
    ['a client without an Origin', {}],
    ['a name that only leads here', { headers: { Host: 'rebound.example' }, origin: 'http://rebound.example' }],
  ])('%s is refused with 403', async (_who, options) => {
    const ws = new WebSocket(address(), options)
    ws.on('error', () => {})
    const [, response] = (await once(ws, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(403)
    ws.terminate()
  })
})

describe('what may be said', () => {
  const open = async () => {
    const ws = new WebSocket(address(), { origin: origin() })
    await once(ws, 'open')
    return ws
  }
  const answerTo = async (ws: WebSocket, text: string) => {
    ws.send(text)
    const [answer] = (await once(ws, 'message')) as [Buffer]
    return JSON.parse(answer.toString()) as { id: unknown; error: { code: number } }
  }

  it.each([
    ['workspace/symbol', EDITOR_ERROR.methodUnknown],
    ['workspace/executeCommand', EDITOR_ERROR.methodUnknown],
    ['textDocument/hover', EDITOR_ERROR.parameters],
  ])('%s without more is refused, and the connection stays', async (method, code) => {
    const ws = await open()
    expect(await answerTo(ws, JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: {} }))).toMatchObject({
      id: 7,
      error: { code },
    })
    expect(await answerTo(ws, 'no JSON')).toMatchObject({ id: null, error: { code: -32700 } })
    ws.close()
  })

  it('one who sends without end, or too much at once, is let go', async () => {
    const endless = await open()
    for (let sent = 0; sent <= LANGUAGE_LIMITS.messagesAtOnce + 200; sent++) endless.send('{}')
    expect(await once(endless, 'close')).toMatchObject([
      expect.toBeOneOf([CLOSE.tooMany, CLOSE.refused]),
      expect.anything(),
    ])
    const large = await open()
    large.send('x'.repeat(LANGUAGE_LIMITS.payloadBytes + 1))
    expect((await once(large, 'close'))[0]).toBe(CLOSE.tooLarge)
  })

  it('only documents of the course are addresses', () => {
    const hover = (uri: string) =>
      parseEditorMessage(
        JSON.stringify({
          id: 1,
          method: 'textDocument/hover',
          params: { textDocument: { uri }, position: { line: 0, character: 0 } },
        }),
      )
    expect(hover('file:///labs/tcp/handshake-1/server.ts').ok).toBe(true)
    for (const uri of [
      'file:///etc/passwd',
      'file:///labs/tcp/../../etc/passwd',
      'file:///labs/tcp/handshake-1/../x.ts',
      'file:///labs/tcp/handshake-1/%2e%2e/x.ts',
      'file:///labs/tcp/handshake-1/a/b.ts',
      'http://elsewhere/labs/tcp/handshake-1/server.ts',
    ])
      expect(hover(uri), uri).toMatchObject({ ok: false, code: EDITOR_ERROR.parameters })
  })

  it('any text is answered with an error or understood, and never thrown at', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseEditorMessage(text)))
  })
})

describe('frames of the language server', () => {
  it('come out whole however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (texts, cut) => {
        const stream = Buffer.concat(texts.map((text) => lspFrame(text)))
        const reader = new LspReader()
        const read: string[] = []
        for (let at = 0; at < stream.length; at += cut)
          for (const body of reader.push(stream.subarray(at, at + cut))) read.push(body.toString())
        expect(read).toEqual(texts.map((text) => Buffer.from(text).toString()))
      }),
    )
  })

  it('that are none are told', () => {
    expect(() => new LspReader().push(Buffer.from('Content-Type: x\r\n\r\n{}'))).toThrow('LSP_FRAME')
    expect(() => new LspReader().push(Buffer.alloc(5_000, 'x'))).toThrow('LSP_FRAME')
  })
})

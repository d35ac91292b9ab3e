/** Sentences of the bench: states, program errors, bytes in consoles, and both languages alike. */
import { describe, expect, it } from 'vitest'
import { ansiHtml } from '../../src/site/islands/bench/ansi.ts'
import { coloured } from '../../src/site/islands/bench/console-bytes.ts'
import { callError, programError } from '../../src/site/islands/bench/program-error.ts'
import { type StatusInput, statusOf } from '../../src/site/islands/bench/status.ts'
import { fieldsIn } from '../../src/site/islands/bench/stream-bytes.ts'
import { benchWords } from '../../src/site/islands/bench/words.ts'
import { words } from '../../src/site/islands/i18n.ts'

const en = benchWords(words('en'), 'en')
const base: StatusInput = {
  phase: 'running',
  programs: [
    { name: 'server', file: 'server.ts', server: true },
    { name: 'client', file: 'client.ts', server: false },
  ],
  states: {},
  calls: [],
  errors: {},
  packets: 0,
  stale: false,
  elapsed: 0,
}
const exited = (code: number, reason: 'exited' | 'crashed' | 'stopped' | 'limit' = 'exited', limit?: 'memory') => ({
  state: 'exited' as const,
  exit: { code, signal: null, reason, ...(limit ? { limit } : {}) },
})
const listening = { state: 'listening' as const, at: '127.0.0.1:9999' }

describe('statusOf', () => {
  it('names the call a lone server waits in, and for how long', () => {
    const calls = [{ program: 'server', call: 'accept', at: 800_000, id: 1 }]
    const status = statusOf({ ...base, states: { server: listening }, calls, elapsed: 5_000_000 }, en)
    expect(status).toMatchObject({ kind: 'blocked', text: 'server.ts is waiting in accept(), 4.20 s' })
  })
  it('says that the client is done and the server still listens', () => {
    const status = statusOf({ ...base, states: { server: listening, client: exited(0) } }, en)
    expect(status).toMatchObject({ kind: 'settled', text: 'client.ts exited, status 0. server.ts is still listening' })
  })
  it('names the error and the line of a program that crashed', () => {
    const error = {
      file: 'client.ts',
      line: 5,
      column: null,
      message: 'Error: connect ECONNREFUSED',
      code: 'ECONNREFUSED',
    }
    const states = { server: listening, client: exited(1, 'crashed') }
    const status = statusOf({ ...base, states, errors: { client: error } }, en)
    expect(status).toMatchObject({ kind: 'crashed', text: 'client.ts ended with ECONNREFUSED, line 5' })
  })
  it('never calls Stop an error, and names a limit', () => {
    const ended = { ...base, phase: 'ended' as const }
    expect(statusOf({ ...ended, states: { server: exited(0, 'stopped') } }, en).kind).toBe('stopped')
    const status = statusOf({ ...ended, states: { client: exited(0, 'limit', 'memory') } }, en)
    expect(status).toMatchObject({ kind: 'limit', text: 'client.ts was stopped at the memory limit' })
  })
  it('says that packets belong to earlier code', () => {
    expect(statusOf({ ...base, stale: true }, en).kind).toBe('stale')
  })
})

describe('programError', () => {
  const files = ['server.ts', 'client.ts']
  it('finds the line of a syntax error', () => {
    const stderr = `file:///work/client.ts:3\nconst = 5\n      ^\n\nSyntaxError: Unexpected token '='\n    at compileSourceTextModule (node:internal/modules/esm/utils:346:16)\n`
    expect(programError(stderr, files)).toMatchObject({
      file: 'client.ts',
      line: 3,
      message: "SyntaxError: Unexpected token '='",
    })
  })
  it('finds the line and the code of an error thrown later', () => {
    const stderr =
      'node:events:487\n      throw er;\n\nError: connect ECONNREFUSED 127.0.0.1:9998\n    at client.ts:7:14 {\n  errno: -111\n}\n'
    expect(programError(stderr, files)).toMatchObject({ line: 7, column: 14, code: 'ECONNREFUSED' })
  })
  it('leaves out the code that the runtime gives a syntax error', () => {
    const stderr =
      'file:///work/client.ts:3\n\nconst a = = 1\n\nSyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expression expected\n'
    expect(programError(stderr, files)?.message).toBe('SyntaxError: Expression expected')
  })
  it('takes the line from the call that failed, where the error came as an event', () => {
    const stderr =
      'node:events:505\n    throw er;\n\nError: connect ECONNREFUSED 127.0.0.1:9998\n    at afterConnect (node:net:2083:16)\n'
    const connect = { program: 'client', call: 'connect', at: 1, until: 8, id: 1, file: 'client.ts', line: 2 }
    expect(programError(stderr, files)).toBeNull()
    expect(callError(stderr, [{ ...connect, result: 'ECONNREFUSED' }])).toMatchObject({
      file: 'client.ts',
      line: 2,
      code: 'ECONNREFUSED',
    })
    expect(callError(stderr, [{ ...connect, result: 'ETIMEDOUT' }])).toBeNull()
  })
  it('does not take a file of another name for one of these', () => {
    expect(programError('at /work/other-client.ts:4:1', ['client.ts'])).toBeNull()
  })
})

describe('consoles', () => {
  const bytes = new TextEncoder().encode('onetwo')
  const read = {
    from: 0,
    at: 5,
    bytes,
    parts: [
      { stream: 's', from: 0, to: 3, colour: 1 as const },
      { stream: 's', from: 3, to: 6, colour: 2 as const },
    ],
  }
  it('gives printed bytes the colours of the writes they came from', () => {
    const pieces = coloured([{ stream: 'stdout', text: 'read 1: "onetwo"\n', at: 6 }], [read])
    expect(pieces.map(({ text, read: part }) => [text, part?.colour ?? null])).toEqual([
      ['read 1: "', null],
      ['one', 1],
      ['two', 2],
      ['"\n', null],
    ])
  })
  it('loses no character, whatever is printed', () => {
    for (const text of ['', 'nothing of it', 'onetwoonetwo', '\x1b[31mred\x1b[0m onetwo'])
      expect(
        coloured([{ stream: 'stdout', text, at: 6 }], [read, read])
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
  })
  it('escapes markup in coloured output and makes no links', () => {
    const html = ansiHtml(
      '\x1b[31m<img src=x onerror=alert(1)>\x1b[0m \x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\',
    )
    expect(html).not.toMatch(/<(?!\/?span)/)
    expect(html).not.toContain('href')
    expect(html).toContain('&lt;img')
  })
})

describe('fieldsIn', () => {
  const name = (text: string) => ({ en: text, 'zh-cn': text })
  it('finds a length and as many bytes, message after message, and the start of one that is cut', () => {
    const stream = Uint8Array.of(0, 0, 0, 2, 104, 105, 0, 0, 0, 1, 33, 0, 0)
    const fields = [
      { name: name('length'), kind: 'u32be' as const },
      { name: name('body'), kind: 'counted' as const },
    ]
    expect(fieldsIn(stream, fields, 'en').map(({ name: label, from, to, value }) => [label, from, to, value])).toEqual([
      ['length', 0, 4, '2'],
      ['body', 4, 6, 'hi'],
      ['length', 6, 10, '1'],
      ['body', 10, 11, '!'],
      ['length', 11, 13, '··'],
    ])
  })
})

it('has every phrase in both languages, with the calls and flags left as they are', () => {
  const zh = benchWords(words('zh-cn'), 'zh-cn')
  for (const [key, phrase] of Object.entries(en)) {
    const other = zh[key as keyof typeof zh]
    expect(typeof other, key).toBe(typeof phrase)
    if (typeof phrase === 'string' && phrase.length > 1 && key !== 'space') expect(other, key).not.toBe(phrase)
  }
  expect(zh.waiting('server.ts', 'accept', '4.2 s')).toBe('server.ts 正在 accept() 中等待，4.2 s')
})

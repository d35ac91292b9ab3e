/** Small languages that people write, and tables that they bring. */
import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { returnPath } from '../../../src/protocol/classroom/return-path.ts'
import { formatFaults } from '../../../src/protocol/fault-format.ts'
import { FaultTextError, parseFaults } from '../../../src/protocol/fault-text.ts'
import { csvOf } from '../../../src/sidecar/classroom/csv.ts'
import { addressKey, cameFrom, proxiesOf } from '../../../src/sidecar/classroom/http/address.ts'
import { cookieFor, tokenOf } from '../../../src/sidecar/classroom/http/cookie.ts'
import { comesFromUs } from '../../../src/sidecar/classroom/http/origin.ts'
import { Refusal } from '../../../src/sidecar/classroom/http/route.ts'
import { readRoster } from '../../../src/sidecar/classroom/people/roster/preview.ts'
import { hostIsOurs, originIsHost, ourNames } from '../../../src/sidecar/http/host.ts'
import { chosenLocale, preferredLocale } from '../../../src/sidecar/http/locale.ts'
import { targetOf } from '../../../src/sidecar/http/target.ts'
import { SandboxError } from '../../../src/sidecar/sandbox/error.ts'
import { workPath } from '../../../src/sidecar/sandbox/network/work.ts'
import { calcsize, pack, StructError, unpack } from '../../../src/socket/struct/index.ts'
import { completionOf } from '../../../src/wire/filter/complete.ts'
import type { Filterable } from '../../../src/wire/filter/fields.ts'
import { WORDS } from '../../../src/wire/filter/fields.ts'
import { filterOf } from '../../../src/wire/filter/filter.ts'
import { jsonLike, textLike } from '../mutate.ts'
import { target } from '../target.ts'

const FILTERS = [
  'tcp && port 9999 && len > 0',
  '!(syn or fin) udp',
  'contains "abc" || from client',
  'seq >= 17 and not data',
  'contains 0a:ff',
]
const PACKET: Filterable = {
  ...{ n: 3, protocols: new Set(['ethernet', 'ip', 'tcp']), from: ['10.0.0.1', 'client'], to: ['10.0.0.2', 'server'] },
  ...{
    ports: { from: 40_000, to: 9_999 },
    flags: ['SYN' as const, 'ACK' as const],
    seq: 1,
    ack: 2,
    window: 3,
    ttl: 64,
  },
  ...{
    length: 3,
    size: 70,
    ms: 1.5,
    flow: 1,
    is: new Set(['data']),
    link: 'wire',
    payload: new Uint8Array([97, 98, 99]),
  },
}
const FAULTS = [
  'client/udp:loss=20%',
  'delay=100,jitter=30',
  'wire.*>server/tcp:drop=1 3',
  'rate=64k,dup=5%',
  'cut',
  'split=1 2,none',
]
const FORMATS = ['!HI', '<3s2xq?', '@n5pP', '>e4fd', '=10B', '0s', 'xxxx']
const LETTERS = [
  'x',
  'c',
  'b',
  'H',
  'i',
  'L',
  'q',
  'n',
  'P',
  '?',
  'e',
  'f',
  'd',
  's',
  'p',
  '<',
  '>',
  '!',
  '=',
  '@',
  '9',
  '0',
  ' ',
  '2147483647',
  '99999999999',
]
const ROSTERS = [
  'sourcedId,role,givenName,familyName,email\n1,student,Ada,Lovelace,ada@example.org\n2,teacher,Grace,Hopper,\n',
  '\ufeffsourcedId;status;enabledUser;role;username;givenName;familyName\r\n"a ""1""";active;true;learner;ada;"笔\n记";李\r\n',
  'sourcedId\trole\tgivenName\n=1+1\taide\t@x\n',
]
const CELLS = [
  ',',
  ';',
  '\t',
  '"',
  '""',
  '\n',
  '\r\n',
  '\ufeff',
  '=1+1',
  '\0',
  'student',
  'tobedeleted',
  '笔记',
  '\ud800',
  'sourcedId',
]
const TARGETS = [
  '/en/tcp/handshake/?a=1#b',
  '/api/class/cohorts/x/roster',
  '//',
  '/%',
  '/%2e%2e/',
  'http://a/',
  '*',
  '/\\evil.example',
  '/.//evil.example',
]
const HOSTS = [
  '127.0.0.1:4321',
  'localhost',
  '[::1]:4321',
  'evil.example',
  'a@127.0.0.1',
  'http://127.0.0.1:4321',
  'null',
  'https://course.example.org',
]
const NAMES = ['server.ts', 'lib/a.ts', '../x', '/etc/passwd', 'a/../../b', 'a//b', '.', '', 'a\0b']
const HEADERS = {
  host: HOSTS[0],
  origin: HOSTS[5],
  cookie: '__Host-wirebook=abc; wirebook-locale=en',
  'x-forwarded-for': '1.2.3.4, 10.0.0.1',
  'accept-language': 'zh-CN, en;q=0.8',
}
/** What some spreadsheet takes for a formula, in the widths of both scripts (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const OURS = 'https://course.example.org'
const NAMES_OF_OURS = ourNames('127.0.0.1')
const PROXIES = proxiesOf(['10.0.0.0/8', 'fd00::/8'])

export const TEXTS_IN = [
  target({
    name: 'filters',
    input: (random) =>
      textLike(random, FILTERS, [...WORDS, '(', ')', '!', '&&', '||', '==', '<', '"', '0x', '1e9', ':']),
    check(text) {
      const filter = filterOf(text)
      if ('test' in filter) assert.equal(typeof filter.test(PACKET), 'boolean')
      else assert(filter.problem.at >= 0 && filter.problem.at <= filter.problem.to && filter.problem.to <= text.length)
      completionOf(text, text.length >> 1, { ports: [80], hosts: ['client'], links: ['wire'] })
    },
  }),
  target({
    name: 'faults',
    input: (random) =>
      textLike(random, FAULTS, ['loss', 'drop', '=', ':', ',', '%', '>', '*', '.', '/', 'tcp', '1e99', '-1', 'k', ' ']),
    check(text) {
      const rules = parsed(() => parseFaults(text), FaultTextError)
      if (rules) assert.deepEqual(parseFaults(formatFaults(rules)), rules)
    },
  }),
  target({
    name: 'struct formats',
    input: (random) => ({ format: textLike(random, FORMATS, LETTERS), bytes: random.bytes(random.size(64)) }),
    check({ format, bytes }) {
      const size = parsed(() => calcsize(format), StructError)
      // Of what the format wants; larger ones are refused by their size alone.
      const buffer = size !== null && size <= 4_096 ? Buffer.alloc(size, bytes.length > 0 ? bytes : 0) : bytes
      const values = parsed(() => unpack(format, buffer), StructError)
      if (values) assert.deepEqual(unpack(format, pack(format, ...values)), values)
    },
  }),
  target({
    name: 'roster CSV',
    input: (random) =>
      Buffer.from(textLike(random, ROSTERS, CELLS), random.pick(['utf8', 'utf8', 'utf16le', 'latin1'])).toString(
        'base64',
      ),
    check(content) {
      const roster = parsed(() => readRoster(content), Refusal)
      if (roster) for (const { name, sourceId } of roster.rows) assert(name !== '' && sourceId !== '')
    },
  }),
  target({
    name: 'CSV that we write',
    input: (random) =>
      Array.from({ length: 1 + random.int(3) }, () => Array.from({ length: 3 }, () => textLike(random, CELLS, CELLS))),
    check(rows) {
      const cells: string[][] = parse(csvOf(['a', 'b', 'c'], rows), { bom: true, from: 2 })
      // A lone surrogate is no text of UTF-8; what is read is what was written, but for the apostrophe.
      const told = rows.map((row) => row.map((cell) => `${FORMULA.test(cell) ? "'" : ''}${cell}`.toWellFormed()))
      assert.deepEqual(cells, told)
    },
  }),
  target({
    name: 'request heads',
    input: (random) => ({
      url: textLike(random, TARGETS, ['/', '//', '\\', '..', '%', '%2e', '?', '#', '@', ':', '[', '\t']),
      head: jsonLike(random, [HEADERS]),
      host: textLike(random, HOSTS, HOSTS),
    }),
    check({ url, head, host }) {
      const found = targetOf({ url })
      assert(found === null || found.host === 'sidecar')
      const back = returnPath(url, OURS)
      if (back !== null) assert.equal(new URL(back, OURS).origin, OURS)
      const headers: Record<string, string | undefined> = { ...headersOf(head), host }
      const request = { headers } as Parameters<typeof hostIsOurs>[0]
      if (hostIsOurs(request, NAMES_OF_OURS))
        assert(['localhost', '127.0.0.1', '[::1]'].includes(new URL(`http://${host}`).hostname))
      originIsHost(request)
      comesFromUs('POST', headers, OURS)
      cameFrom('10.0.0.9', headers, PROXIES)
      addressKey(host)
      tokenOf(headers.cookie, OURS)
      assert(
        ['en', 'zh-cn'].includes(
          chosenLocale(headers.cookie, ['en', 'zh-cn']) ?? preferredLocale(headers['accept-language'], ['en', 'zh-cn']),
        ),
      )
      assert.doesNotMatch(cookieFor('abc', OURS, 1_000), /[\r\n]/)
    },
  }),
  target({
    name: 'names of files',
    input: (random) => textLike(random, NAMES, ['/', '..', '.', '\\', '\0', 'a', '//']),
    check(name) {
      const path = parsed(() => workPath(name), SandboxError)
      if (path !== null) assert(!path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0'))
    },
  }),
]

/** Null where it throws its own error; any other goes on. */
function parsed<T>(parse: () => T, its: abstract new (...args: never[]) => Error): T | null {
  try {
    return parse()
  } catch (error) {
    if (error instanceof its) return null
    throw error
  }
}

/** As Node would give them: texts alone. */
function headersOf(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}

/** The reference is whole, agrees with the modules, and what it says is shown is shown. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { untranslated } from '../../src/cli/check/languages.ts'
import { checkJsonTypography } from '../../src/cli/check/typography/typography.ts'
import { CONTENT, LABS, listLabs, loadLab } from '../../src/course/load.ts'
import { nearest } from '../../src/course/nearest.ts'
import {
  cheatSheet,
  entriesById,
  labsOfReference,
  pythonMap,
  socketReference,
  structReference,
} from '../../src/course/reference.ts'
import { lessonSources, lessonsUsing } from '../../src/course/reference-uses.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'
import * as constants from '../../src/socket/constants.ts'
import * as socketModule from '../../src/socket/index.ts'
import * as serverModule from '../../src/socket/socketserver/index.ts'
import * as structModule from '../../src/socket/struct/index.ts'
import { LETTERS, PREFIXES } from '../../src/socket/struct/letters.ts'

const entries = [...entriesById().values()]
const all = socketReference().groups.flatMap((group) => group.entries)

/** Constants that the classic table does not have: told in the text of another entry, or for special uses. */
const CONSTANTS_LEFT_OUT = new Set(
  `AF_UNSPEC AI_ADDRCONFIG AI_ALL AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE AI_V4MAPPED EAI_ADDRFAMILY EAI_BADFLAGS EAI_FAMILY EAI_NONAME EAI_SERVICE EAI_SOCKTYPE EPOLLERR EPOLLEXCLUSIVE EPOLLHUP EPOLLIN EPOLLOUT EPOLLPRI EPOLLRDHUP ETH_P_ALL ETH_P_ARP ETH_P_IP ETH_P_IPV6 INADDR_ANY INADDR_BROADCAST INADDR_LOOPBACK IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IGMP IPPROTO_IPV6 IPPROTO_RAW IPPROTO_SCTP IPPROTO_UDP IPV6_JOIN_GROUP IPV6_LEAVE_GROUP IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_TCLASS IPV6_UNICAST_HOPS IP_BIND_ADDRESS_NO_PORT IP_DROP_MEMBERSHIP IP_FREEBIND IP_MTU IP_MTU_DISCOVER IP_MULTICAST_IF IP_OPTIONS IP_RECVERR IP_RECVTTL IP_TOS IP_TRANSPARENT MSG_CTRUNC MSG_DONTROUTE MSG_EOR MSG_ERRQUEUE NETLINK_GENERIC NETLINK_KOBJECT_UEVENT NETLINK_ROUTE NETLINK_USERSOCK PACKET_BROADCAST PACKET_HOST PACKET_MULTICAST PACKET_OTHERHOST PACKET_OUTGOING POLLERR POLLHUP POLLNVAL POLLOUT POLLPRI POLLRDHUP SOCK_CLOEXEC SOL_IP SOL_NETLINK SOL_PACKET SOL_TCP SOMAXCONN SO_ACCEPTCONN SO_BINDTODEVICE SO_DEBUG SO_DOMAIN SO_DONTROUTE SO_MARK SO_OOBINLINE SO_PASSCRED SO_PEERCRED SO_PRIORITY SO_PROTOCOL SO_RCVLOWAT SO_SNDLOWAT SO_SNDTIMEO TCP_CONGESTION TCP_DEFER_ACCEPT TCP_FASTOPEN TCP_KEEPCNT TCP_KEEPINTVL TCP_LINGER2 TCP_QUICKACK TCP_SYNCNT TCP_WINDOW_CLAMP`.split(
    /\s+/,
  ),
)
/** Other exports, each with the entry that tells of it. */
const TOLD_ELSEWHERE: Record<string, string> = {
  Socket: 'fileno-argument',
  selectAsync: 'Async',
  sleepAsync: 'Async',
  SocketServer: 'BaseServer',
  UnixDatagramServer: 'UnixStreamServer',
  ThreadingMixIn: 'ThreadingTCPServer',
  ThreadingUDPServer: 'ThreadingTCPServer',
  ThreadingUnixStreamServer: 'ThreadingTCPServer',
  ThreadingUnixDatagramServer: 'ThreadingTCPServer',
}
/** Members of Socket that are not calls of the table: its fields, and the forms of `using` and of awaiting. */
const MEMBERS_LEFT_OUT = new Set(['constructor', 'family', 'type', 'protocol', 'length', 'name', 'prototype'])

describe('the socket table', () => {
  it('has each id once', () => {
    expect(all.length).toBe(entries.length)
  })

  it('has every function and class of wirebook/socket and wirebook/socketserver', () => {
    const exported = [...Object.keys(socketModule), ...Object.keys(serverModule)].filter(
      (name) => !(name in constants) && !/^[A-Z_0-9]+$/.test(name),
    )
    expect(exported.filter((name) => !entriesById().has(name) && TOLD_ELSEWHERE[name] === undefined)).toEqual([])
    const untold = Object.entries(TOLD_ELSEWHERE).filter(([name, home]) => {
      const { name: title = '', ours = '', text } = entriesById().get(home)!
      return ![title, ours, text.en].some((words) => words.includes(name.replace(/^.+(?=Async$)/, '')))
    })
    expect(untold).toEqual([])
    expect(exported.length).toBeGreaterThan(30)
  })

  it('has every method of Socket', () => {
    const methods = Object.getOwnPropertyNames(socketModule.Socket.prototype).filter(
      (name) => !MEMBERS_LEFT_OUT.has(name),
    )
    const calls = methods.filter((name) => !name.endsWith('Async'))
    expect(calls.filter((name) => !entriesById().has(name))).toEqual([])
    // Twins have one entry for all.
    expect(methods.length - calls.length).toBeGreaterThan(5)
    expect(entriesById().has('Async')).toBe(true)
    expect(entriesById().get('fileno-argument')?.ours).toContain('Socket.fromFd')
  })

  it('names only constants that there are, and leaves out only what it says it leaves out', () => {
    const known = new Set(Object.keys(constants))
    expect(all.filter(({ kind, id }) => kind === 'constant' && !known.has(id)).map(({ id }) => id)).toEqual([])
    const left = [...known].filter((name) => !entriesById().has(name))
    expect(left.filter((name) => !CONSTANTS_LEFT_OUT.has(name))).toEqual([])
    expect([...CONSTANTS_LEFT_OUT].filter((name) => !left.includes(name))).toEqual([])
  })

  it('has the rows of the classic table', () => {
    const classic = `socket family type proto AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET SOCK_STREAM SOCK_DGRAM SOCK_RAW
      SOCK_RDM SOCK_SEQPACKET bind listen backlog accept connect connect_ex recv recvfrom send sendall sendto close
      getpeername getsockname setsockopt getsockopt settimeout setblocking fileno makefile shutdown IP_HDRINCL`
    expect(classic.split(/\s+/).filter((id) => !entriesById().has(id))).toEqual([])
    // What such tables get wrong is named at the row itself.
    const wrong =
      `family proto fileno-argument AF_INET SOCK_RAW SOCK_SEQPACKET SOCK_RDM bind listen backlog accept connect
      recv recvfrom send sendall sendto close settimeout`.split(/\s+/)
    expect(wrong.filter((id) => id !== 'listen' && !entriesById().get(id)?.corrects)).toEqual([])
  })

  it('shows each error by a recorded run, or names the man page that tells of it', () => {
    const unshown = all.flatMap(({ id, lab, errors }) =>
      errors
        .filter(({ source }) => source === undefined)
        .map(({ code, lab: shownIn = lab }) => ({ id, code, shownIn }))
        .filter(({ code, shownIn }) => shownIn === undefined || !word(code).test(outputOf(shownIn))),
    )
    expect(unshown).toEqual([])
    expect(all.flatMap(({ errors }) => errors).length).toBeGreaterThan(80)
  })

  it('marks with a man page no error that its own lab shows', () => {
    const shown = all.flatMap(({ id, lab, errors }) =>
      errors
        .filter(({ code, source }) => source !== undefined && lab !== undefined && word(code).test(outputOf(lab)))
        .map(({ code }) => `${id}: ${code}`),
    )
    expect(shown.filter((one) => !SAME_NAME_OTHER_CASE.has(one))).toEqual([])
  })

  it('finds lessons for most of its entries', () => {
    const lessons = lessonSources()
    const used = all.filter(({ id, uses }) => lessonsUsing(uses ?? [id], lessons).length > 0)
    expect(used.length).toBeGreaterThan(all.length / 2)
    // The basis of every conversation is certainly used.
    const basis = ['socket', 'bind', 'listen', 'accept', 'connect', 'recv', 'send', 'close']
    expect(basis.filter((id) => !used.some((entry) => entry.id === id))).toEqual([])
  })
})

/** Errors whose name a lab prints for another call than the one meant here. */
const SAME_NAME_OTHER_CASE = new Set([
  'socketpair: EMFILE',
  'dup: EMFILE',
  'send: ENOTCONN',
  'sendto: ENETUNREACH',
  'getsockopt: ENOPROTOOPT',
  'Async: ETIMEDOUT',
  'inet_ntop: RangeError',
  'htonl: RangeError',
  'sleep: RangeError',
])

describe('labs of the reference', () => {
  const own = listLabs().filter((id) => id.startsWith('reference/'))

  it('are all shown by a page, have recordings, and are those that a session opens', () => {
    const shown = [...(labsOfReference('reference/sockets') ?? []), ...(labsOfReference('reference/struct') ?? [])]
    expect([...shown].sort()).toEqual(own)
    for (const id of own) expect(existsSync(join(LABS, id, 'recording.json')), id).toBe(true)
    expect(COURSE.lesson('reference/sockets')?.labs).toEqual(labsOfReference('reference/sockets'))
    expect(COURSE.lesson('reference/cheat-sheet')).toBe(null)
  })

  it('have short programs', () => {
    for (const id of own)
      for (const [name, text] of Object.entries(loadLab(id).files)) {
        const body = text.replace(/^import \{[^}]*\} from '[^']*'\n/gm, '')
        expect(body.trimEnd().split('\n').length, `${id}/${name}`).toBeLessThanOrEqual(45)
      }
  })
})

describe('the struct table', () => {
  const { prefixes, letters, functions } = structReference()

  it('has every prefix, letter and function', () => {
    expect(prefixes.map(({ prefix }) => prefix).sort()).toEqual([...PREFIXES.keys()].sort())
    expect(letters.map(({ letter }) => letter).sort()).toEqual([...LETTERS.keys()].sort())
    expect(functions.map(({ id }) => id).sort()).toEqual(Object.keys(structModule).sort())
  })

  it('shows each kind of error by a recorded run', () => {
    const text = outputOf('reference/struct-errors')
    const codes = new Set([...letters, ...functions].flatMap(({ errors }) => errors.map(({ code }) => code)))
    expect([...codes].filter((code) => !text.includes(`${code},`))).toEqual([])
  })

  it('has errors of letters that the module really tells', () => {
    for (const { letter, errors, format = letter } of letters)
      for (const { code } of errors)
        expect(() => provoke(format, letter, code), `${letter} ${code}`).toThrow(expect.objectContaining({ code }))
  })
})

/** Packs what must fail with this code. */
function provoke(format: string, letter: string, code: string): void {
  if (code === 'FORMAT') structModule.calcsize(`!${letter}`)
  if (code === 'RANGE')
    structModule.pack('nN'.includes(letter) ? letter : `!${format}`, 'ef'.includes(letter) ? 1e300 : 2n ** 70n)
  if (code === 'TYPE') structModule.pack(`!${format}`, 'text' as unknown as number)
}

describe('the cheat sheet and the map', () => {
  it('lead to entries that there are', () => {
    const { calls, options, flags, errors } = cheatSheet()
    const ids = [
      ...[...calls, ...options, ...flags, ...errors].map(({ entry }) => entry),
      ...pythonMap().sections.flatMap(({ rows }) => rows.flatMap(({ entry }) => entry ?? [])),
    ]
    const lost = ids.filter((id) => !entriesById().has(id))
    expect(lost.map((id) => `${id}: near it ${nearest(id, [...entriesById().keys()])}`)).toEqual([])
    expect(ids.length).toBeGreaterThan(100)
  })

  it('tells errors that their entries have', () => {
    const lost = cheatSheet().errors.filter(
      ({ code, entry }) =>
        !entriesById()
          .get(entry)
          ?.errors.some((error) => error.code === code),
    )
    expect(lost).toEqual([])
  })

  it('names only labs that there are, all nine programs among them', () => {
    const labs = pythonMap().sections.flatMap(({ rows }) => rows.flatMap(({ lab }) => lab ?? []))
    expect(labs.filter((id) => !listLabs().includes(id))).toEqual([])
    expect(labs.filter((id) => id.startsWith('programs/')).sort()).toEqual(
      listLabs().filter((id) => id.startsWith('programs/')),
    )
  })
})

describe('its texts', () => {
  const files = globSync('reference/*.json', { cwd: CONTENT })

  it.each(files)('%s is in both languages', (file) => {
    const wrong: string[] = []
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      if ('en' in value) {
        const { en, 'zh-cn': zh } = value as { en: string; 'zh-cn': string }
        // Names of classes and calls are the same in both.
        const problem = /\p{Script=Han}/u.test(zh) || en === zh ? null : untranslated({ en, 'zh-cn': zh })
        if (problem) wrong.push(`${path}: ${problem}`)
        if (/\p{Script=Han}/u.test(en.replace(/“[^”]*”|[你好]/gu, ''))) wrong.push(`${path}: Han in English`)
        return
      }
      for (const [key, part] of Object.entries(value)) visit(part, `${path}.${key}`)
    }
    visit(JSON.parse(readFileSync(join(CONTENT, file), 'utf8')), file)
    expect(wrong).toEqual([])
  })

  it.each(files)('%s follows the typography of the Chinese edition', (file) => {
    expect(checkJsonTypography(join(CONTENT, file))).toEqual([])
  })
})

const outputs = new Map<string, string>()

/** What the lab's programs printed in its recorded runs. */
function outputOf(lab: string): string {
  const known = outputs.get(lab)
  if (known !== undefined) return known
  const file = join(LABS, lab, 'recording.json')
  const { runs } = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { runs: { events: [number, { type: string; text?: string }][] }[] })
    : { runs: [] }
  const text = runs
    .flatMap(({ events }) => events.flatMap(([, event]) => (event.type === 'output' ? event.text : [])))
    .join('')
  outputs.set(lab, text)
  return text
}

function word(code: string): RegExp {
  return new RegExp(`\\b${code}\\b`)
}

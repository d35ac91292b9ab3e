import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseLab, ROOT } from '../../src/course/load.ts'
import { hasWire, networkOf, planNetwork } from '../../src/course/network.ts'
import { Lab } from '../../src/course/schema.ts'

const both = (text: string) => ({ en: text, 'zh-cn': text })
const PROGRAM = { name: 'client', file: 'client.ts' }
const ROUTED = {
  title: both('Routed by hand'),
  links: [
    { name: 'left', kind: 'switch', nets: ['10.1.0.0/24'] },
    { name: 'right', kind: 'cable', nets: ['10.2.0.0/24', 'fd00:2::/64'] },
  ],
  hosts: [
    {
      name: 'client',
      interfaces: [{ link: 'left', addresses: ['10.1.0.1'] }],
      routes: [{ to: 'default', via: '10.1.0.254' }],
    },
    { name: 'neighbour', interfaces: [{ link: 'left', addresses: ['10.1.0.3/8'] }] },
    {
      name: 'router',
      forwards: true,
      interfaces: [
        { link: 'left', addresses: ['10.1.0.254'] },
        { link: 'right', addresses: ['10.2.0.254', 'fd00:2::fe'] },
      ],
    },
    {
      name: 'server',
      interfaces: [{ link: 'right', addresses: ['10.2.0.9', 'fd00:2::9'] }],
      routes: [{ to: '10.1.0.0/24', via: '10.2.0.254' }],
    },
  ],
  programs: [PROGRAM],
}

const planOf = (fields: object) => networkOf(Lab.parse({ title: both('Lab'), programs: [PROGRAM], ...fields }))
const addresses = (fields: object) =>
  planOf(fields).hosts.map(({ name, interfaces }) => `${name} ${interfaces.flatMap((one) => one.addresses).join(' ')}`)

describe('ready-made networks', () => {
  test('solo is one host that talks to itself, and the default', () => {
    expect(addresses({})).toEqual(['lab 127.0.0.1/8'])
    expect(addresses({ topology: 'solo', ipv6: true })).toEqual(['lab 127.0.0.1/8 ::1/128'])
    expect(hasWire({ topology: 'solo' })).toBe(false)
  })

  test('pair, lan and routed have the addresses of the course', () => {
    expect(addresses({ topology: 'pair' })).toEqual(['client 10.0.0.1/24', 'server 10.0.0.2/24'])
    expect(addresses({ topology: 'lan' })).toEqual([1, 2, 3, 4].map((n) => `h${n} 10.0.0.${n}/24`))
    expect(addresses({ topology: 'lan', size: 8 })).toHaveLength(8)
    expect(addresses({ topology: 'routed', ipv6: true })).toEqual([
      'client 10.1.0.1/24 fd00:1::1/64',
      'router 10.1.0.254/24 fd00:1::fe/64 10.2.0.254/24 fd00:2::fe/64',
      'server 10.2.0.9/24 fd00:2::9/64',
    ])
    expect(planOf({ topology: 'routed' }).hosts.map(({ forwards }) => forwards)).toEqual([false, true, false])
    expect(hasWire({ topology: 'lan' })).toBe(true)
  })

  test('a lan has a default route on its device, so that broadcast and groups find their way out', () => {
    for (const { routes } of planOf({ topology: 'lan' }).hosts)
      expect(routes).toEqual([{ to: '0.0.0.0/0', device: 'eth0' }])
  })

  test('every interface has a hardware address of its own', () => {
    for (const topology of ['pair', 'lan', 'routed'] as const) {
      const all = planOf({ topology }).hosts.flatMap(({ interfaces }) => interfaces.map(({ hardware }) => hardware))
      expect(new Set(all).size).toBe(all.length)
    }
  })
})

describe('a network written out', () => {
  test('takes prefixes from the nets of its links, and finds the device of a gateway', () => {
    const { hosts, links } = planOf(ROUTED)
    expect(links).toEqual([
      { name: 'left', kind: 'switch', mtu: 1_500 },
      { name: 'right', kind: 'cable', mtu: 1_500 },
    ])
    expect(hosts.map(({ interfaces }) => interfaces.map((one) => `${one.device} ${one.addresses.join(' ')}`))).toEqual([
      ['eth0 10.1.0.1/24'],
      ['eth0 10.1.0.3/8'],
      ['eth0 10.1.0.254/24', 'eth1 10.2.0.254/24 fd00:2::fe/64'],
      ['eth0 10.2.0.9/24 fd00:2::9/64'],
    ])
    expect(hosts[0]!.routes).toEqual([{ to: '0.0.0.0/0', via: '10.1.0.254', device: 'eth0' }])
  })

  test('the one of the manual is a network without issues', () => {
    const manual = readFileSync(join(ROOT, 'docs/authoring.md'), 'utf8')
    const [, written = ''] = /```json\n("links"[\s\S]*?)```/.exec(manual) ?? []
    const { network, issues } = planNetwork(
      Lab.parse({ title: both('Manual'), programs: [PROGRAM], ...JSON.parse(`{${written}}`) }),
    )
    expect(issues).toEqual([])
    expect(network.hosts.map(({ name }) => name)).toEqual(['client', 'neighbour', 'router', 'server'])
  })

  test('a single host without links has its loopback', () => {
    const { links, hosts } = planOf({ hosts: [{ name: 'alone' }] })
    expect(links[0]!.kind).toBe('loopback')
    expect(hosts[0]!.name).toBe('alone')
  })
})

describe('an error in lab.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-labs-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'lab.json')

  /** Line and the rest of the message; null when nothing is wrong. */
  function complaint(lab: object): { line: number; place: string; text: string } | null {
    const text = JSON.stringify({ title: both('Lab'), programs: [PROGRAM], ...lab }, null, 2)
    writeFileSync(file, text)
    try {
      parseLab(file)
      return null
    } catch (error) {
      const message = (error as Error).message
      expect(error).toMatchObject({ code: 'LAB_INVALID' })
      const [, line = '', place = '', rest = ''] = /^.*lab\.json:(\d+): ([^:]*): (.*)$/s.exec(message) ?? []
      return { line: Number(line), place, text: rest }
    }
  }
  /** Line on which a text stands first in what was written last. */
  const lineOf = (lab: object, needle: string) =>
    JSON.stringify({ title: both('Lab'), programs: [PROGRAM], ...lab }, null, 2)
      .split('\n')
      .findIndex((one) => one.includes(needle)) + 1

  const changed = (change: (lab: typeof ROUTED) => void) => {
    const lab = structuredClone(ROUTED)
    change(lab)
    return lab
  }
  const programs = (...some: object[]) => ({ topology: 'pair', programs: some })

  test('of none there is no complaint', () => {
    expect(complaint(ROUTED)).toBeNull()
    expect(complaint({ topology: 'lan', programs: [{ ...PROGRAM, name: 'h2' }] })).toBeNull()
  })

  test.each<[what: string, lab: object, place: string, needle: string, text: string]>([
    [
      'an unknown link',
      changed((lab) => {
        lab.hosts[1]!.interfaces[0]!.link = 'lefft'
      }),
      'hosts.1.interfaces.0.link',
      '"lefft"',
      'there is no link "lefft"; expected one of left, right',
    ],
    [
      'an unknown host',
      { ...ROUTED, programs: [{ ...PROGRAM, host: 'sever' }] },
      'programs.0.host',
      '"sever"',
      'there is no host "sever"; expected one of client, neighbour, router, server',
    ],
    [
      'an address outside its net',
      changed((lab) => {
        lab.hosts[3]!.interfaces[0]!.addresses[0] = '10.3.0.9/24'
      }),
      'hosts.3.interfaces.0.addresses.0',
      '"10.3.0.9/24"',
      '10.3.0.9/24 lies outside the net of the link "right"; expected an address of 10.2.0.0/24 or fd00:2::/64',
    ],
    [
      'an address that is none',
      changed((lab) => {
        lab.hosts[0]!.interfaces[0]!.addresses[0] = '10.1.0.256'
      }),
      'hosts.0.interfaces.0.addresses.0',
      '"10.1.0.256"',
      '"10.1.0.256" is not an address of 10.1.0.0/24',
    ],
    [
      'the address of the network itself',
      changed((lab) => {
        lab.hosts[0]!.interfaces[0]!.addresses[0] = '10.1.0.0'
      }),
      'hosts.0.interfaces.0.addresses.0',
      '"10.1.0.0"',
      '10.1.0.0 is the address of the network itself',
    ],
    [
      'the broadcast address',
      changed((lab) => {
        lab.hosts[0]!.interfaces[0]!.addresses[0] = '10.1.0.255'
      }),
      'hosts.0.interfaces.0.addresses.0',
      '"10.1.0.255"',
      '10.1.0.255 is the broadcast address of its network',
    ],
    [
      'an address that is there twice',
      changed((lab) => {
        lab.hosts[1]!.interfaces[0]!.addresses[0] = '10.1.0.1/24'
      }),
      'hosts.1.interfaces.0.addresses.0',
      '"10.1.0.1/24"',
      '10.1.0.1 is the address of "client" already',
    ],
    [
      'a gateway that is not on the link',
      changed((lab) => {
        lab.hosts[0]!.routes![0]!.via = '10.2.0.254'
      }),
      'hosts.0.routes.0.via',
      '"via": "10.2.0.254"',
      'the gateway 10.2.0.254 is not on a link of "client"; expected one of 10.1.0.3, 10.1.0.254',
    ],
    [
      'a gateway that no host is',
      changed((lab) => {
        lab.hosts[0]!.routes![0]!.via = '10.1.0.77'
      }),
      'hosts.0.routes.0.via',
      '"via": "10.1.0.77"',
      'the gateway 10.1.0.77 is not on a link of "client"',
    ],
    [
      'a route to what is no network',
      changed((lab) => {
        lab.hosts[0]!.routes![0]!.to = '10.2.0.9/24'
      }),
      'hosts.0.routes.0.to',
      '"to": "10.2.0.9/24"',
      '"10.2.0.9/24" is no network',
    ],
    [
      'a cable with three ends',
      changed((lab) => {
        lab.links[0]!.kind = 'cable'
      }),
      'links.0',
      '"name": "left"',
      'a cable joins two hosts; "left" has client, neighbour, router',
    ],
    ['links without hosts', { links: ROUTED.links }, 'links', '"links"', 'links join "hosts", and there are none'],
    ['a topology beside hosts', { ...ROUTED, topology: 'pair' }, 'topology', '"topology"', 'a lab has either'],
    ['a size of what is no lan', { topology: 'pair', size: 3 }, 'size', '"size"', 'of the topology "lan"'],
    ['a link to capture that is not there', { capture: { links: ['wire'] } }, 'capture.links.0', '"wire"', 'one of lo'],
    [
      'two programs on one port of one host',
      programs(
        { name: 'one', file: 'a.ts', host: 'server', ready: { listen: 'tcp:9999' } },
        { name: 'two', file: 'a.ts', host: 'server', ready: { listen: 'tcp:9999' } },
      ),
      'programs.1.ready.listen',
      'never',
      '"one" listens on tcp:9999 of server already; expected another port or host',
    ],
    [
      'programs that wait for each other',
      programs({ ...PROGRAM, after: ['server'] }, { name: 'server', file: 'b.ts', after: ['client'] }),
      'programs.0.after',
      '"after"',
      'client waits for server waits for client: they wait for each other, and none would start',
    ],
    [
      'a program that waits for nobody there is',
      programs({ ...PROGRAM, after: ['sever'] }),
      'programs.0.after.0',
      '"sever"',
      'there is no program "sever"; expected one of client',
    ],
    [
      'a program of a lan that names no host',
      { topology: 'lan' },
      'programs.0',
      '"name": "client"',
      '"client" has no host to run on; expected "host" with one of h1, h2, h3, h4',
    ],
    ['a topology that is none', { topology: 'ring' }, 'topology', '"ring"', 'Invalid option'],
    ['a lan too large', { topology: 'lan', size: 9 }, 'size', '"size"', '8'],
  ])('is told with place, line and what was expected: %s', (_what, lab, place, needle, text) => {
    const told = complaint(lab)
    expect(told?.place).toBe(place)
    expect(told?.text).toContain(text)
    if (needle !== 'never') {
      const line = lineOf(lab, needle)
      // A whole object begins on the line of its brace.
      expect(told?.line).toBe(/\.\d$/.test(place) && needle.startsWith('"name"') ? line - 1 : line)
    }
  })

  test('the same port on two hosts, and both protocols on one, are fine', () => {
    const server = (name: string, host: string, listen: string) => ({ name, file: 'a.ts', host, ready: { listen } })
    const three = [server('a', 'client', 'tcp:1'), server('b', 'server', 'tcp:1'), server('c', 'server', 'udp:1')]
    expect(complaint(programs(...three))).toBeNull()
  })
})

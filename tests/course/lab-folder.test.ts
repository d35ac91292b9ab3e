/** A lab as a folder: addresses of one machine, the order of its programs, and what is said to differ, in both languages. */
import { describe, expect, it, test } from 'vitest'
import { moved } from '../../src/course/lab-folder/addresses.ts'
import { isAlike } from '../../src/course/lab-folder/differences.ts'
import { type LabFolder, labFolder } from '../../src/course/lab-folder/folder.ts'
import { commandOf } from '../../src/course/lab-folder/order.ts'
import { listLabs, loadLab } from '../../src/course/load.ts'
import type { Locale } from '../../src/course/schema.ts'

function folderOf(id: string, locale: Locale = 'en', args: Record<string, string[]> = {}): LabFolder {
  const { lab, files } = loadLab(id)
  return labFolder({ id, lab, files, args, locale })
}
const readmeOf = (id: string, locale?: Locale) => folderOf(id, locale).files['README.md']!

describe('addresses', () => {
  it('are changed as wholes, wherever they stand', () => {
    const addresses = new Map([
      ['10.0.0.2', '127.0.0.1'],
      ['fd00::2', '::1'],
    ])
    expect(moved('http://10.0.0.2:8080/, 10.0.0.21, 110.0.0.2, 10.0.0.2.5, to=10.0.0.2+x 10.0.0.2.', addresses)).toBe(
      'http://127.0.0.1:8080/, 10.0.0.21, 110.0.0.2, 10.0.0.2.5, to=127.0.0.1+x 127.0.0.1.',
    )
    expect(moved('[fd00::2]:99 fd00::22 afd00::2', addresses)).toBe('[::1]:99 fd00::22 afd00::2')
  })

  it('are all 127.0.0.1 where every server has a port of its own', () => {
    const { files } = folderOf('tcp/handshake-1')
    expect(files['client.ts']).toContain("connect(port, '127.0.0.1')")
    expect(files['server.ts']).toContain("listen(9999, '127.0.0.1'")
    expect(files['README.md']).toContain('| `10.0.0.2` | `127.0.0.1` |')
  })

  it('differ where servers of several hosts wait on one port, and the README says that they must', () => {
    const { files } = folderOf('beyond/dns-1')
    expect(files['nameserver.ts']).toContain("bind(5353, '127.0.0.2'")
    expect(files['liar.ts']).toContain("bind(5353, '127.0.0.3'")
    expect(files['README.md']).toContain('These must differ')
    expect(readmeOf('tcp/handshake-1')).not.toContain('These must differ')
  })

  it('stay as they are in a lab of one host', () => {
    const { lab, files } = loadLab('sockets/first-conversation-3')
    expect(folderOf('sockets/first-conversation-3').files).toMatchObject(files)
    expect(lab.hosts).toBeUndefined()
  })
})

describe('programs', () => {
  it('come behind what they wait for, with the arguments that are chosen', () => {
    const { programs } = folderOf('beyond/dns-1', 'en', { ask: ['care=all'] })
    expect(programs.map(({ command }) => command)).toEqual([
      'node nameserver.ts',
      'node liar.ts lies=off',
      'node ask.ts name=www.wirebook.test care=all',
    ])
  })

  it('get arguments as a shell reads them', () => {
    expect(commandOf('a.ts', ['path=@p9.sock', "it's", 'two words', '$x'])).toBe(
      "node a.ts path=@p9.sock 'it'\\''s' 'two words' '$x'",
    )
  })

  it('are scripts of the package.json, which is a module', () => {
    const json = JSON.parse(folderOf('tcp/handshake-1').files['package.json']!) as Record<string, unknown>
    expect(json).toMatchObject({
      name: 'wirebook-tcp-handshake-1',
      private: true,
      type: 'module',
      scripts: { server: 'node server.ts', client: 'node client.ts port=9999' },
    })
  })
})

describe('what one machine cannot show', () => {
  test.each([
    ['reference/raw', 'sudo node ping.ts'],
    ['networks/local-delivery-2', '`10.0.0.77`: in the lab nobody has this address'],
    ['udp/one-to-many-2', '`239.1.2.3`: an address of many'],
    ['networks/layers-2', '`router1`, `router2` forwards packets'],
    ['security/hmac-auth-4', '127.0.0.1 is each host’s own'],
    ['servers/robust-3', 'ulimit -n 64'],
    ['reference/connect', '`192.0.2.1` is outside the lab'],
    ['tcp/handshake-4', 'Nothing disturbs the loopback'],
  ])('%s says: %s', (id, said) => {
    expect(readmeOf(id)).toContain(said)
    expect(readmeOf(id)).toContain('may differ from what the lab shows')
  })

  it('is nothing for a plain conversation, which says so', () => {
    expect(isAlike(folderOf('tcp/handshake-1').differences)).toBe(true)
    expect(readmeOf('tcp/handshake-1')).toContain('What the programs do is the same')
  })

  it('includes modules of ours, with how to get them', () => {
    const { modules, files } = folderOf('reference/socketserver')
    expect(modules).toEqual(['wirebook/socket', 'wirebook/socketserver'])
    expect(files['README.md']).toContain('ln -s /path/to/wirebook node_modules/wirebook')
  })
})

test('every lab has a README in both languages, with the same commands and without an address that was left behind', () => {
  for (const id of listLabs()) {
    const [en, zh] = [folderOf(id, 'en'), folderOf(id, 'zh-cn')]
    const code = ({ files }: LabFolder) => [...new Set(files['README.md']!.match(/`[^`\n]+`/g))].toSorted()
    expect(code(zh), id).toEqual(code(en))
    expect(zh.files['README.md'], id).toMatch(/^## 运行$/m)
    expect(zh.files['README.md'], id).not.toMatch(/[\u4e00-\u9fff][,;:?!]/)
    const own = new Set(loadLab(id).lab.programs.map(({ file }) => file))
    const texts = [...own].map((file) => en.files[file] ?? '').join('\n')
    for (const [from] of en.files['README.md']!.matchAll(/(?<=^\| `)10\.[\d.]+(?=` \|)/gm))
      expect(moved(texts, new Map([[from, 'LEFT']])), id).not.toContain('LEFT')
  }
})

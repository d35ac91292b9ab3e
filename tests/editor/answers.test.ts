import { describe, expect, it } from 'vitest'
import {
  completionsFor,
  forPage,
  renamingFor,
  type Surroundings,
  uriForPage,
  withoutPaths,
} from '../../src/sidecar/editor/answers.ts'

const OWN = '/editor/clients/7f3c'
const AROUND: Surroundings = {
  own: OWN,
  clients: '/editor/clients',
  libraries: { '/editor/node_modules': '', '/editor/compiler': 'typescript' },
}
const MINE = 'file:///editor/clients/7f3c/labs/tcp/handshake-1/server.ts'
const THEIRS = 'file:///editor/clients/0000/labs/tcp/handshake-1/server.ts'
const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }

describe('names of documents', () => {
  it.each([
    [MINE, 'file:///labs/tcp/handshake-1/server.ts'],
    ['file:///editor/node_modules/wirebook/socket/socket.d.ts', 'library:///wirebook/socket/socket.d.ts'],
    ['file:///editor/node_modules/%40types/node/net.d.ts', 'library:///@types/node/net.d.ts'],
    ['file:///editor/compiler/lib.esnext.d.ts', 'library:///typescript/lib.esnext.d.ts'],
    ['bundled:///libs/lib.es5.d.ts', 'library:///typescript/lib.es5.d.ts'],
  ])('%s is shown as %s', (uri, shown) => expect(uriForPage(uri, AROUND)).toBe(shown))

  it.each([
    THEIRS,
    'file:///etc/passwd',
    'file:///editor/clients/7f3c/../0000/labs/tcp/handshake-1/server.ts',
    'file:///editor/clients/7f3c/labs/tcp/handshake-1/tsconfig.json/x',
    'file:///editor/clients/7f3cc/labs/tcp/handshake-1/server.ts',
    'file:///editor/clients/7f3c/package.json',
    'file:///editor/node_modules/../clients/0000/labs/tcp/handshake-1/server.ts',
    'untitled:1',
    '',
  ])('%s is nobody’s business', (uri) => expect(uriForPage(uri, AROUND)).toBeNull())
})

describe('what is left of an answer', () => {
  it('locations of other pages and of the disk are left out, data and commands as well', () => {
    const places = [MINE, THEIRS, 'file:///etc/passwd'].map((uri) => ({ uri, range: RANGE, data: { path: OWN } }))
    expect(forPage(places, AROUND)).toEqual([{ uri: 'file:///labs/tcp/handshake-1/server.ts', range: RANGE }])
    expect(forPage({ uri: THEIRS, range: RANGE }, AROUND)).toBeNull()
    expect(forPage([{ targetUri: THEIRS }], AROUND)).toEqual([])
  })

  it('messages name no path of ours', () => {
    const message = `File '${OWN}/labs/tcp/a/x.ts' and '/editor/clients/0000' and ${MINE}`
    expect(withoutPaths(message, AROUND)).toBe(
      "File '/labs/tcp/a/x.ts' and '/0000' and /labs/tcp/handshake-1/server.ts",
    )
  })

  it('of completed paths only files of the lab remain', () => {
    const items = [
      { label: 'frames.ts', kind: 17 },
      { label: 'passwd', kind: 17 },
      { label: '0000', kind: 19 },
      { label: 'sendall', kind: 2 },
    ]
    const shown = completionsFor({ items, isIncomplete: false }, new Set(['frames.ts']))
    expect(shown).toMatchObject({ items: [{ label: 'frames.ts' }, { label: 'sendall' }], isIncomplete: false })
    expect(completionsFor(null, new Set())).toBeNull()
  })

  it('a renaming that would change what is not open is not done at all', () => {
    const edits = [{ range: RANGE, newText: 'x' }]
    const open = (uri: string) => uri === 'file:///labs/tcp/handshake-1/server.ts'
    expect(renamingFor({ changes: { [MINE]: edits } }, AROUND, open)).toEqual({
      changes: { 'file:///labs/tcp/handshake-1/server.ts': edits },
    })
    const library = 'file:///editor/node_modules/wirebook/socket/socket.d.ts'
    expect(renamingFor({ changes: { [MINE]: edits, [library]: edits } }, AROUND, open)).toBeNull()
    expect(renamingFor({ changes: { [THEIRS]: edits } }, AROUND, open)).toBeNull()
  })
})

/**
 * The attack corpus under both containments: as whoever runs the tests and, when that is root, again as an ordinary
 * user, and as root from a clone in a folder that other users may not enter.
 */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { REPOSITORY } from '../../src/sidecar/sandbox/paths.ts'
import { bubblewrap, FULL, fullTier, MACHINE, ROOT_USER, rootUser } from '../support/tier.ts'
import { ATTACKS, type AttackReport } from './support/attacks.ts'

type Proof = AttackReport & { uid: number; segments: number }
type Containment = 'bubblewrap' | 'rootview'

/** Attacks that the sandbox ends; all others give up and say `contained`. */
const ENDED_BY: Record<string, string> = {
  'memory-tree': 'memory',
  processor: 'cpu',
  'processor-tree': 'cpu',
  output: 'output',
}
/** A proof alone takes ten seconds; machines are busy. */
const PROOF_MS = 170_000
/** SYN, SYN-ACK, ACK, data, echo, their acknowledgements and two FINs: at the very least. */
const LEAST_SEGMENTS = 7
const CONTAINMENTS: Containment[] = ['bubblewrap', 'rootview']

const closed = mkdtempSync(join(tmpdir(), 'wirebook-closed-'))
const open = mkdtempSync(join(tmpdir(), 'wirebook-open-'))
beforeAll(() => {
  chmodSync(closed, 0o700)
  chmodSync(open, 0o755)
  for (const folder of [closed, open]) mkdirSync(join(folder, 'clone'))
})
afterAll(() => {
  for (const folder of [closed, open]) rmSync(folder, { recursive: true })
})

/** The proof from a bind of the repository, in a mount namespace of its own. */
const elsewhere = (folder: string, before: string[]) => (node: string, entry: string) => [
  ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
  'mount --rbind "$1" "$2" && cd / && shift 2 && exec "$@"',
  ...['sh', REPOSITORY, join(folder, 'clone'), ...before],
  ...[node, entry].map((path) => path.replace(REPOSITORY, join(folder, 'clone'))),
]
const people: { who: string; byRoot: boolean; words(node: string, entry: string): string[]; under?: Containment[] }[] =
  [
    { who: 'the current user', byRoot: false, words: (node, entry) => [node, entry] },
    {
      who: 'an ordinary user',
      byRoot: true,
      words: elsewhere(open, ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']),
    },
    // How it is started differs, not what it is started with.
    {
      who: 'root in a closed folder',
      byRoot: true,
      words: elsewhere(closed, []),
      under: [MACHINE.bubblewrap ? 'bubblewrap' : 'rootview'],
    },
  ]

function prove(words: string[]): Promise<Proof> {
  const [command = '', ...args] = words
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: PROOF_MS, maxBuffer: 4 << 20, cwd: '/' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr}`))
      else resolve(JSON.parse(stdout) as Proof)
    })
  })
}

describe.each(people)('attacks as $who', ({ words, byRoot, under = CONTAINMENTS }) => {
  describe.each(under)('under %s', (containment) => {
    let proof: Proof
    beforeEach((context) => {
      fullTier(context)
      if (byRoot) rootUser(context)
      if (containment === 'bubblewrap') bubblewrap(context)
    })
    beforeAll(async () => {
      if (!FULL || (byRoot && !ROOT_USER) || (containment === 'bubblewrap' && !MACHINE.bubblewrap)) return
      const entry = join(REPOSITORY, 'tests/sandbox/support/prove.ts')
      proof = await prove([...words(process.execPath, entry), containment])
    }, 180_000)

    test('programs are in the full tier, on a network whose packets are seen', () => {
      expect(proof).toMatchObject({ tier: 'full', containment })
      expect(proof.segments).toBeGreaterThanOrEqual(LEAST_SEGMENTS)
    })

    test.each(ATTACKS)('%s is contained', (name) => {
      const outcome = proof.outcomes[name]!
      const limit = ENDED_BY[name]
      if (limit === undefined) {
        const memory = name === 'memory' && outcome.exit.limit === 'memory'
        expect(memory ? 'contained' : outcome.said, JSON.stringify(outcome)).toMatch(/^contained/)
      } else {
        expect(outcome.said).not.toContain('ESCAPED')
        expect(outcome.exit).toMatchObject({ reason: 'limit', limit })
      }
      if (limit === 'output') expect(outcome.cut).toBeGreaterThan(0)
    })

    test('nobody outside was harmed', () => {
      expect(proof.victimAlive).toBe(true)
    })
  })
})

/**
 * The attack corpus under each containment: as whoever runs the tests and, when that is root, again as an ordinary
 * user, and as root from a clone in a folder that other users may not enter. A second session goes on beside it.
 */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { REPOSITORY } from '../../src/sidecar/sandbox/paths.ts'
import { bubblewrap, FULL, fullTier, MACHINE, NAMESPACES, ownNetwork, ROOT_USER, rootUser } from '../support/tier.ts'
import {
  ATTACKS,
  type AttackReport,
  BASIC_ATTACKS,
  GROUP_ATTACKS,
  type Outcome,
  RAW_ATTACKS,
  REDUCED_ATTACKS,
} from './support/attacks.ts'

type Proof = AttackReport & { uid: number; segments: number }
type Containment = 'bubblewrap' | 'rootview' | 'bare' | 'reduced'

/** Attacks that the sandbox ends; all others give up and say `contained`, unless a limit was quicker. */
const ENDED_BY: Record<string, string> = {
  'memory-tree': 'memory',
  'memory-burst': 'memory',
  'group/memory-files': 'memory',
  'group/memory-unmapped': 'memory',
  'shared-memory': 'memory',
  processor: 'cpu',
  'processor-tree': 'cpu',
  output: 'output',
  'output-error': 'output',
}
/** What a limit may end before it has said a word. */
const MAY_END_BY: Record<string, string> = {
  memory: 'memory',
  arguments: 'memory',
  threads: 'memory',
  'raw:fork-bomb': 'processes',
}
/** What a program says whose memory was refused to it before anybody ended it, if not what it had to say. */
const NO_MEMORY = /^contained|bad_alloc|out of memory/i
/** A proof alone takes some twenty seconds; machines are busy. */
const PROOF_MS = 280_000
/** SYN, SYN-ACK, ACK, data, echo, their acknowledgements and two FINs: at the very least. */
const LEAST_SEGMENTS = 7
/** What garbage collection and a busy machine make of nothing. */
const MEMORY_SLACK_MIB = 96
const LONGEST_ANSWER_MS = 5_000
const LEAST_ANSWERS = 40

const ATTACKS_OF: Record<Containment, string[]> = {
  bubblewrap: [...ATTACKS, ...RAW_ATTACKS.map((name) => `raw:${name}`)],
  rootview: [...ATTACKS, ...RAW_ATTACKS.map((name) => `raw:${name}`)],
  bare: BASIC_ATTACKS,
  reduced: REDUCED_ATTACKS,
}
const TIER_OF = { bubblewrap: 'full', rootview: 'full', bare: 'basic', reduced: 'reduced' } as const
const possible = (containment: Containment) =>
  containment === 'reduced' ||
  (containment === 'bare' ? NAMESPACES : FULL && (containment === 'rootview' || MACHINE.bubblewrap))

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
const people: { who: string; byRoot: boolean; words(node: string, entry: string): string[]; under: Containment[] }[] = [
  {
    who: 'the current user',
    byRoot: false,
    words: (node, entry) => [node, entry],
    under: ['bubblewrap', 'rootview', 'bare', 'reduced'],
  },
  {
    who: 'an ordinary user',
    byRoot: true,
    words: elsewhere(open, ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']),
    under: ['bubblewrap', 'rootview'],
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

function skipWhere(containment: Containment, byRoot: boolean, context: TestContext): void {
  if (containment === 'bare') ownNetwork(context)
  else if (containment !== 'reduced') fullTier(context)
  if (byRoot) rootUser(context)
  if (containment === 'bubblewrap') bubblewrap(context)
}

function isContained(name: string, { said, exit, cut }: Outcome): void {
  expect(said).not.toContain('ESCAPED')
  const limit = ENDED_BY[name.replace('raw:', '')]
  if (limit !== undefined) expect(exit).toMatchObject({ reason: 'limit', limit })
  else if (MAY_END_BY[name] === 'memory' && exit.reason === 'crashed') expect(said).toMatch(NO_MEMORY)
  else if (exit.limit === undefined || exit.limit !== MAY_END_BY[name])
    expect(said, JSON.stringify(exit)).toMatch(/^contained/)
  if (limit === 'output') expect(cut).toBeGreaterThan(0)
}

describe.each(people)('attacks as $who', ({ words, byRoot, under }) => {
  describe.each(under)('under %s', (containment) => {
    let proof: Proof
    beforeEach((context) => skipWhere(containment, byRoot, context))
    beforeAll(async () => {
      if (!possible(containment) || (byRoot && !ROOT_USER)) return
      const entry = join(REPOSITORY, 'tests/sandbox/support/prove.ts')
      proof = await prove([...words(process.execPath, entry), containment])
    }, 300_000)

    test('programs are in its tier, on a network whose packets are seen where it has any', () => {
      expect(proof.tier).toBe(TIER_OF[containment])
      if (containment === 'reduced') return
      expect(proof.containment).toBe(containment)
      expect(proof.segments).toBeGreaterThanOrEqual(LEAST_SEGMENTS)
    })

    test.each(ATTACKS_OF[containment])('%s is contained', (name) => isContained(name, proof.outcomes[name]!))

    if (containment === 'bubblewrap' || containment === 'rootview')
      test.each(GROUP_ATTACKS)('%s is contained where the kernel bounds memory', (name) => {
        const outcome = proof.outcomes[name]
        expect(outcome !== undefined).toBe(proof.memory === 'group')
        if (outcome !== undefined) isContained(name, outcome)
      })

    test('nobody outside was harmed', () => {
      expect(proof.victimAlive).toBe(true)
    })

    test('another session went on undisturbed', () => {
      const { answers, wrong, longest, ends } = proof.neighbour
      expect(ends).toEqual(['stopped', 'stopped'])
      expect(wrong).toBe(0)
      expect(answers).toBeGreaterThan(LEAST_ANSWERS)
      expect(longest).toBeLessThan(LONGEST_ANSWER_MS)
    })

    test('the sidecar is as it was: processes, descriptors, memory', () => {
      const { before, after } = proof
      expect(after.processes).toBeLessThanOrEqual(before.processes)
      expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
      expect(after.memory - before.memory).toBeLessThan(MEMORY_SLACK_MIB)
    })
  })
})

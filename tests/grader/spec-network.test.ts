/** The spec API over networks: small exercises that use each helper, their solutions and what is wrong with their mutants. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { filesOf, loadExercise, subfolders } from '../../src/course/load.ts'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import type { TestVerdict, Verdict } from '../../src/sidecar/grader/types.ts'
import { decode } from '../../src/wire/decode.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'
import { EXERCISES } from './cases.ts'

// Every test of such an exercise starts a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
// A network of hosts is what the reduced tier has not.
beforeEach(ownNetwork)

let grader: OpenedGrader
beforeAll(async () => {
  if (!NAMESPACES) return
  grader = openGrader({ labs: EXERCISES, slots: 3 })
  await grader.ready
})
afterAll(() => grader?.close())

type More = { seed?: number; locale?: 'en' | 'zh-cn'; only?: string[] }

function grade(slug: string, part: string, more: More = {}): Promise<Verdict> {
  const { exercise, folder } = loadExercise(`net/${slug}`, EXERCISES)
  const files = filesOf(folder, part, exercise)
  return grader.grade({ exercise: `net/${slug}`, files, seed: 7, locale: 'en', ...more })
}

/** A mutant's verdict on the tests that are to fail it; asked for once. */
function killed(slug: string, mutant: string): Promise<Verdict> {
  const key = `${slug}/${mutant}`
  const only = loadExercise(`net/${slug}`, EXERCISES).exercise.mutants[mutant]?.killedBy ?? []
  const asked = verdicts.get(key) ?? grade(slug, `mutants/${mutant}`, { only })
  verdicts.set(key, asked)
  return asked
}
const verdicts = new Map<string, Promise<Verdict>>()

async function failed(slug: string, mutant: string, test: string): Promise<TestVerdict> {
  const { tests } = await killed(slug, mutant)
  const found = tests.find(({ id }) => id === test)
  expect(found?.state).toBe('failed')
  return found as TestVerdict
}

for (const slug of readdirSync(join(EXERCISES, 'net'))) {
  // Most of their time they wait, for something that does not come.
  describe.concurrent(slug, () => {
    it.each([3, 1_009])('passes its solution with seed %i', async (seed) => {
      const verdict = await grade(slug, 'solution', { seed })
      expect(verdict.verdict, JSON.stringify(verdict.tests, null, 1).slice(0, 4_000)).toBe('pass')
    })

    it('fails its starter', async () => {
      expect((await grade(slug, 'starter')).verdict).toBe('fail')
    })

    const { exercise, folder } = loadExercise(`net/${slug}`, EXERCISES)
    for (const mutant of subfolders(folder, 'mutants')) {
      it(`fails the mutant that ${exercise.mutants[mutant]?.why.en}`, async () => {
        const { verdict, tests } = await killed(slug, mutant)
        const by = tests.filter(({ state }) => state === 'failed').map(({ id }) => id)
        expect(verdict).toBe('fail')
        expect(
          exercise.mutants[mutant]?.killedBy.some((id) => by.includes(id)),
          `failed by ${by}`,
        ).toBe(true)
      })
    }
  })
}

describe('a failed test of a captured exercise', () => {
  it('says who closed first, and shows the packets around it', async () => {
    const { message } = await failed('closes-first', 'waits', 'order')
    expect(message).toMatch(/^Your program should end the connection first, with a FIN; .* the test, with a FIN\./)
    expect(message).toMatch(/►\s+\d+ +\d+\.\d{3} ms {2}──► {2}FIN\+ACK/)
  })

  it('says who sent a RST', async () => {
    const { message } = await failed('closes-first', 'resets', 'order')
    expect(message).toMatch(/^Your program sent a RST\./)
    expect(message).toMatch(/► .* ◄── {2}RST/)
  })

  it('says which step of an order is missing, or came too early', async () => {
    expect((await failed('perform-close', 'ends-b', 'reset')).message).toContain('Never seen: RST of your program.')
    expect((await failed('perform-close', 'waits-c', 'half-close')).message).toMatch(
      /Not seen after FIN of your program: the bytes "8" of the test; it came before, in packet \d+\./,
    )
  })

  it('says what was sent too early, and that a secret travelled', async () => {
    const early = await failed('hmac-client', 'first-chunk', 'secret-stays')
    expect(early.message).toMatch(/should send nothing before byte 32 of the test; packet \d+ carries 32 bytes/)
    const told = await failed('hmac-client', 'sends-secret', 'secret-stays')
    expect(told.message).toMatch(/^The secret travelled on the wire, .* at byte 32 of what your program sent/)
  })

  it('counts datagrams of one side', async () => {
    const { message } = await failed('discover', 'sweep', 'one-broadcast')
    expect(message).toMatch(/^Expected 1 datagrams of your program; 3 were sent\./)
  })

  it('carries its packets, in order, and decodable', async () => {
    const { packets = [] } = await failed('closes-first', 'resets', 'order')
    expect(packets.map(({ n }) => n)).toEqual(Array.from(packets, (_, i) => i + 1))
    const last = packets.at(-1)
    expect(decode(Buffer.from(last?.data ?? '', 'base64')).tcp?.flags).toContain('RST')
  })

  it('carries none when it is hidden', async () => {
    const hidden = await failed('closes-first', 'leaks', 'client-first')
    expect(hidden.visibility).toBe('hidden')
    expect(hidden).not.toHaveProperty('packets')
  })

  it("speaks the reader's language", async () => {
    const { tests } = await grade('closes-first', 'mutants/resets', { locale: 'zh-cn', only: ['order'] })
    expect(tests[0]?.message).toMatch(/^你的程序发出了 RST。/)
  })
})

describe('a seed', () => {
  it('gives the same secrets, cuts and ports again, and another seed others', async () => {
    const said = async (seed: number) => {
      const { tests } = await grade('hmac-client', 'mutants/sends-secret', { seed, only: ['secret-stays'] })
      return tests.find(({ id }) => id === 'secret-stays')?.message.split('\n')[0]
    }
    const first = await said(21)
    expect(first).toMatch(/^The secret travelled/)
    expect(await said(21)).toBe(first)
    expect(await said(22)).not.toBe(first)
  })
})

describe('a wait in vain', () => {
  it('says what the program listens on', async () => {
    const { message } = await failed('prints', 'listens-only', 'answers')
    // On a busy machine the answer of main() is waited for no longer, first.
    expect(message).toMatch(/^(Waited 600 ms for|Your program ended without) a connection to port \d+\.\n/)
    expect(message).toContain('Your program is still running')
    expect(message).toContain('It has a listening socket on 127.0.0.1:4321.')
    expect(message).toContain('The last it printed: "two"')
  })

  it('tells a loop from a blocked call', async () => {
    expect((await failed('prints', 'spins', 'answers')).message).toContain('it is computing without a pause')
    expect((await failed('prints', 'blocks', 'answers')).message).toMatch(/blocked in accept\(\)|waits in poll\(\)/)
  })

  it('shows in which state a connection was left', async () => {
    const { message } = await failed('closes-first', 'waits', 'late-bytes')
    expect(message).toMatch(/Waited 2000 ms for your program to close the connection\.[\s\S]*ESTABLISHED/)
  })

  it('names the handle that keeps a program alive', async () => {
    const server = await failed('prints', 'keeps-server', 'exit-code')
    expect(server.message).toContain('Still open: a listening socket on 127.0.0.1:4321.')
    const timer = await failed('prints', 'keeps-timer', 'exit-code')
    expect(timer.message).toMatch(/Still open: a timer that fires in \d+ ms\./)
  })

  it('shows the line that was printed otherwise', async () => {
    const { message } = await failed('prints', 'wrong-line', 'lines')
    expect(message).toBe('line 2 of what your program printed:\nexpected /^t/\n     got "zwei"')
  })
})

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type OpenedGrader, openGrader } from '../../src/sidecar/grader/grader.ts'
import type { GradeRequest } from '../../src/sidecar/grader/types.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { type Case, casesOf, EXERCISES } from './cases.ts'

const FRAMES = 'sample/frames'

// Starting a grader takes seconds on a machine that runs other tests meanwhile.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

function request(wanted: Case['wanted'], name: string, more: Partial<GradeRequest> = {}): GradeRequest {
  const found = casesOf(FRAMES).find((other) => other.wanted === wanted && other.name === name)
  return { exercise: FRAMES, files: found?.files ?? {}, locale: 'en', ...more }
}

describe('a grader', () => {
  let grader: OpenedGrader

  beforeAll(async () => {
    grader = openGrader({ labs: EXERCISES, slots: 2 })
    await grader.ready
  })
  afterAll(() => grader.close())

  it('replays a failure word for word by its seed', async () => {
    const wrong = request('fail', 'one-chunk-one-message')
    const first = await grader.grade(wrong)
    const again = await grader.grade({ ...wrong, seed: first.seed })
    // All but the time it took.
    const said = ({ tests }: typeof first) => tests.map(({ ms, ...said }) => said)
    expect(said(again)).toEqual(said(first))
    const other = await grader.grade({ ...wrong, seed: first.seed + 1 })
    expect(other.tests.map(({ message }) => message)).not.toEqual(first.tests.map(({ message }) => message))
  })

  it("speaks the reader's language in titles, messages and hints", async () => {
    const { tests } = await grader.grade(request('fail', 'one-chunk-one-message', { locale: 'zh-cn' }))
    expect(tests[1]).toMatchObject({ title: '任意处切开', hint: '保留剩余字节。' })
    expect(tests[1]?.message).toContain('在第 1 字节后切开')
  })

  it('shows of a hidden test its title and hint, never its data', async () => {
    const { tests } = await grader.grade(request('fail', 'one-chunk-one-message'))
    const hidden = tests.find(({ visibility }) => visibility === 'hidden')
    expect(hidden).toMatchObject({ state: 'failed', message: '', hint: 'Loop while a whole message is there.' })
  })

  it('keeps gradings at the same time apart', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const right = i % 2 === 0
        const { verdict, seed } = await grader.grade(
          right ? request('pass', 'solution', { seed: i }) : request('fail', 'one-chunk-one-message', { seed: i }),
        )
        return { right, verdict, seed }
      }),
    )
    expect(verdicts).toEqual(
      Array.from({ length: 12 }, (_, i) => ({ right: i % 2 === 0, verdict: i % 2 === 0 ? 'pass' : 'fail', seed: i })),
    )
  })

  it('carries nothing from one grading to the next', async () => {
    const curious = request('fail', 'forge-global-state', { seed: 5 })
    const [first, second] = [await grader.grade(curious), await grader.grade(curious)]
    expect(first.printed).toMatch(/^asked before 0\n/)
    expect(second.printed).toBe(first.printed)
  })

  it('takes a file that was not handed in from the starter, but never the entry', async () => {
    const { 'limits.ts': _, ...files } = request('pass', 'solution').files
    expect((await grader.grade({ exercise: FRAMES, files, locale: 'en' })).verdict).toBe('pass')
    const none = await grader.grade({ exercise: FRAMES, files: {}, locale: 'en' })
    expect(none).toMatchObject({ verdict: 'fail', problem: { code: 'SUBMISSION_MISSING', file: 'frames.ts' } })
  })

  it('refuses file names that lead elsewhere, and submissions too large', async () => {
    const { files } = request('pass', 'solution')
    const odd = await grader.grade({ exercise: FRAMES, files: { ...files, '../spec.ts': '' }, locale: 'en' })
    expect(odd).toMatchObject({ verdict: 'fail', problem: { code: 'SUBMISSION_FILE_NAME' } })
    const large = await grader.grade({
      exercise: FRAMES,
      files: { ...files, 'a.ts': 'x'.repeat(2 << 20) },
      locale: 'en',
    })
    expect(large).toMatchObject({ verdict: 'fail', problem: { code: 'SUBMISSION_TOO_LARGE' } })
  })

  it('rejects an exercise that is not there', async () => {
    await expect(grader.grade({ exercise: 'sample/none', files: {}, locale: 'en' })).rejects.toMatchObject({
      code: 'EXERCISE_UNKNOWN',
    })
  })

  it('gives up a grading when nobody waits for it, and goes on', async () => {
    const abort = new AbortController()
    const slow = grader.grade(request('fail', 'hangs-at-import'), abort.signal)
    setTimeout(() => abort.abort(new Error('gone')), 150)
    await expect(slow).rejects.toThrow('gone')
    expect((await grader.grade(request('pass', 'solution'))).verdict).toBe('pass')
  })
})

describe('a grader without bubblewrap', () => {
  let grader: OpenedGrader

  beforeEach(fullTier)
  beforeAll(() => {
    if (FULL) grader = openGrader({ labs: EXERCISES, slots: 1, withoutBubblewrap: true })
  })
  afterAll(() => grader?.close())

  it.each(['forge-reads-spec', 'forge-process-left-behind', 'forge-exit-zero'])('is not deceived: %s', async (name) => {
    const verdict = await grader.grade(request('fail', name))
    expect(verdict.verdict).toBe('fail')
    expect(verdict.printed).not.toContain('FOUND')
    expect((await grader.grade(request('pass', 'solution'))).verdict).toBe('pass')
  })
})

describe('a grader without namespaces', () => {
  it('grades all the same, and keeps the spec unreadable', async () => {
    const grader = openGrader({ labs: EXERCISES, slots: 1, force: 'reduced' })
    try {
      expect(await grader.ready).toBe('reduced')
      expect((await grader.grade(request('pass', 'solution'))).verdict).toBe('pass')
      const curious = await grader.grade(request('fail', 'forge-reads-spec'))
      expect(curious.verdict).toBe('fail')
      expect(curious.printed).not.toContain('FOUND')
    } finally {
      await grader.close()
    }
  })
})

describe('a grader of one slot', () => {
  it('notices an edited spec', async () => {
    const labs = copyOfExercises()
    const grader = openGrader({ labs, slots: 1 })
    try {
      expect((await grader.grade(request('pass', 'solution'))).verdict).toBe('pass')
      const spec = join(labs, FRAMES, 'exercise.spec.ts')
      writeFileSync(
        spec,
        readFileSync(spec, 'utf8').replace("toThrowMessage('too large')", "toThrowMessage('too big')"),
      )
      const { verdict, tests } = await grader.grade(request('pass', 'solution'))
      expect(verdict).toBe('fail')
      expect(tests.filter(({ state }) => state === 'failed').map(({ id }) => id)).toEqual(['too-large'])
    } finally {
      await grader.close()
      rmSync(labs, { recursive: true })
    }
  })

  it('costs only its own slot and time for an endless loop in every test', async () => {
    const grader = openGrader({ labs: EXERCISES, slots: 2 })
    await grader.ready
    const endless = grader.grade(request('fail', 'forge-late-answer'))
    expect((await grader.grade(request('pass', 'solution'))).verdict).toBe('pass')
    expect((await endless).verdict).toBe('fail')
    await grader.close()
  })

  it('leaves no process behind when it is closed', async () => {
    // Its argument names this folder, which tells it from graders of other tests.
    const labs = copyOfExercises()
    const grader = openGrader({ labs, slots: 1 })
    await grader.grade(request('fail', 'forge-process-left-behind'))
    const mine = descendants(basename(labs))
    expect(mine.length).toBeGreaterThan(2)
    await grader.close()
    rmSync(labs, { recursive: true })
    await expect.poll(() => processes().filter(({ pid }) => mine.includes(pid)), { timeout: 30_000 }).toEqual([])
    expect(processes().filter(({ args }) => args.includes('wirebook-left-behind'))).toEqual([])
  })
})

/** In the repository, which is all that a grader process is sure to be able to read, as an unprivileged user. */
function copyOfExercises(): string {
  const labs = mkdtempSync(join(EXERCISES, '../copy-'))
  chmodSync(labs, 0o755)
  cpSync(join(EXERCISES, FRAMES), join(labs, FRAMES), { recursive: true })
  return labs
}

type Row = { pid: number; parent: number; args: string }

function processes(): Row[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return rows.flatMap((row) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }]
  })
}

/** Ids of the process whose command line names the marker, and of everything below it. */
function descendants(marker: string): number[] {
  const rows = processes()
  const found = rows.filter(({ args }) => args.includes(marker)).map(({ pid }) => pid)
  const all = new Set(found)
  // A Set's iteration takes in what is added meanwhile.
  for (const above of all) for (const { pid, parent } of rows) if (parent === above) all.add(pid)
  return [...all]
}

/** `wirebook record`: runs labs and keeps what they showed; `--verify` compares what they show with what was kept. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type LoadedLab, listLabs, loadLab } from '../course/load.ts'
import type { Recording } from '../protocol/recording.ts'
import { diffText } from '../sidecar/recording/diff.ts'
import { RECORDING_LIMITS } from '../sidecar/recording/limits.ts'
import { makeRecording } from '../sidecar/recording/make.ts'
import { RecordingError, readRecording } from '../sidecar/recording/read.ts'
import { RECORDING_FILE, recordingText } from '../sidecar/recording/text.ts'
import { verifyRecording } from '../sidecar/recording/verify.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import { reasonOf, told } from '../sidecar/words/index.ts'
import type { Problem } from './check/problem.ts'
import { EXIT, MachineError } from './exit.ts'
import { inTurns } from './in-turns.ts'
import { brokenPromises } from './promises.ts'
import { type Voice, voiceOf, type Words } from './words/index.ts'

export type RecordFlags = { verify: boolean; json: boolean; jobs: number }
type Result = { lab: string; problems: Problem[]; runs: number; bytes: number; gzipBytes: number; ms: number }

/** Exit 0 when every lab was recorded, or behaves as recorded; 1 when one was not; 2 where labs have no packets. */
export async function recordCommand(ids: string[], { verify, json, jobs }: RecordFlags, voice: Voice): Promise<void> {
  const labs = (ids.length > 0 ? [...new Set(ids)] : listLabs()).map((id) => loadLab(id))
  // A document for programs is in one language.
  const spoken = json ? await voiceOf('en') : voice
  const sandbox = await openSandbox()
  const abort = new AbortController()
  const interrupt = () => abort.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const results: Result[] = []
  try {
    if (sandbox.tier === 'reduced')
      throw new MachineError('RECORD_NO_NETWORK', ['nothingToRecord', reasonOf(sandbox, voice.below)])
    const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`)
    await inTurns(labs, jobs, async (lab) => {
      if (abort.signal.aborted) return
      const result = await one({ sandbox, lab, voice: spoken, signal: abort.signal }, verify)
      results.push(result)
      say(progress(result, results.length, labs.length, verify, spoken.words))
    })
    results.sort((a, b) => (a.lab < b.lab ? -1 : 1))
    const problems = results.flatMap((result) => result.problems)
    if (json)
      console.log(
        JSON.stringify({ version: 1, ok: problems.length === 0, problems, labs: results.map(listed) }, null, 2),
      )
    else say(total(results, problems, verify, spoken.words))
    process.exitCode = problems.length === 0 ? EXIT.ok : EXIT.failed
  } catch (error) {
    if (!abort.signal.aborted) throw error
    console.error(`INTERRUPTED: ${voice.words.someRecorded(results.length, labs.length)}`)
    process.exitCode = EXIT.interrupted
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await sandbox.close()
  }
}

type Task = { sandbox: Sandbox; lab: LoadedLab; voice: Voice; signal: AbortSignal }

async function one(task: Task, verify: boolean): Promise<Result> {
  const began = performance.now()
  const found = verify ? await compared(task) : await recorded(task)
  return { lab: task.lab.id, ...found, ms: Math.round(performance.now() - began) }
}

type Found = Pick<Result, 'problems' | 'runs' | 'bytes' | 'gzipBytes'>

/** A lab that does not keep its promises is not recorded: what is shipped would contradict the lesson. */
async function recorded({ sandbox, lab, voice: { words }, signal }: Task): Promise<Found> {
  const { recording, shipped } = await makeRecording(sandbox, lab, signal)
  const size = sizeOf(recording)
  const problems = brokenPromises(lab.lab, shipped, words).map((message) => problem(lab, 'LAB_DIFFERS', message))
  if (size.gzipBytes > RECORDING_LIMITS.gzipBytes)
    problems.push(
      problem(
        lab,
        'RECORDING_TOO_LARGE',
        words.tooLarge(kilobytes(size.gzipBytes), kilobytes(RECORDING_LIMITS.gzipBytes)),
      ),
    )
  if (problems.length === 0) writeFileSync(join(lab.folder, RECORDING_FILE), recordingText(recording))
  return { problems, runs: recording.runs.length, ...size }
}

async function compared({ sandbox, lab, voice: { words, below }, signal }: Task): Promise<Found> {
  const nothing = { runs: 0, bytes: 0, gzipBytes: 0 }
  try {
    const recording = readRecording(lab.folder)
    if (recording === null) {
      return { problems: [problem(lab, 'RECORDING_MISSING', words.noRecording(RECORDING_FILE, lab.id))], ...nothing }
    }
    const differences = await verifyRecording(sandbox, lab, recording, signal)
    const problems = differences.map(({ code, what, diff }) =>
      problem(lab, code, [words.signs(told(below, what)), ...diffText(diff)].join('\n')),
    )
    return { problems, runs: recording.runs.length, ...sizeOf(recording) }
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
    return { problems: [problem(lab, error.code, words.framed(error.code, error.message))], ...nothing }
  }
}

const problem = ({ id }: LoadedLab, code: string, message: string): Problem => ({ code, where: `labs/${id}`, message })

function sizeOf(recording: Recording): { bytes: number; gzipBytes: number } {
  const text = recordingText(recording)
  return { bytes: Buffer.byteLength(text), gzipBytes: gzipSync(text).length }
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

function progress(
  { lab, problems, runs, gzipBytes, ms }: Result,
  done: number,
  all: number,
  verify: boolean,
  words: Words,
): string {
  const count = `${String(done).padStart(String(all).length)}/${all}`
  const what = verify ? words.compared(runs) : words.taken(runs, kilobytes(gzipBytes))
  const head = `${count} ${problems.length === 0 ? '✓' : '✗'} ${lab.padEnd(32)} ${what}, ${(ms / 1000).toFixed(1)} s`
  return [head, ...problems.map(({ code, message }) => `  ${code}: ${message.replaceAll('\n', '\n    ')}`)].join('\n')
}

const listed = ({ problems: _, ...rest }: Result) => rest

function total(results: Result[], problems: Problem[], verify: boolean, words: Words): string {
  const size = results.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0)
  const failed = new Set(problems.map(({ where }) => where)).size
  const good = results.length - failed
  const done = verify ? words.asRecorded(good) : words.recorded(good, kilobytes(size))
  return failed === 0 ? done : words.others(done, failed)
}

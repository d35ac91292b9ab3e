/** Entry of the grader process: one JSON argument (ProcessOptions), requests on stdin, verdicts on stdout. */
import { resolve } from 'node:path'
import { CourseError, ROOT } from '../../course/load.ts'
import type { Told } from '../words/index.ts'
import { FrameReader, frame } from './learner/channel.mjs'
import { openHouse } from './learners/open.ts'
import { GRADER_LIMITS } from './limits.ts'
import type { FromProcess, ProcessOptions, ToProcess } from './messages.ts'
import { openScratch } from './scratch.ts'
import { GraderService } from './service.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as ProcessOptions
const write = process.stdout.write.bind(process.stdout)
// stdout carries frames; whatever a library prints goes to stderr.
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write

const tell = (message: FromProcess) => write(frame(message))
const running = new Map<number, AbortController>()
const scratch = openScratch()
const house = await openHouse(options, scratch).catch((error: Error & Partial<Told> & { code?: string }) => {
  const { code = 'GRADER_UNABLE', message, told = null } = error
  tell({ type: 'unable', code, message, told })
  process.exit(2)
})
const failed = (error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(3)
}
const service = await GraderService.open({ ...options, labs: resolve(ROOT, options.labs), house, failed })
const reader = new FrameReader()

process.stdin.on('data', (chunk: Buffer) => {
  for (const message of reader.push(chunk)) receive(message as ToProcess)
})
// Whoever started this process is gone: nothing may outlive it.
process.stdin.on('end', () => {
  void service.close().finally(() => process.exit())
  // Before this process is killed, which would leave its scratch folder where that lies on no tmpfs.
  setTimeout(() => process.exit(), GRADER_LIMITS.closeMs / 2)
})
tell({ type: 'ready', tier: house.tier })

function receive(message: ToProcess): void {
  switch (message.type) {
    case 'grade':
      void grade(message)
      return
    case 'cancel':
      running.get(message.id)?.abort()
      return
    default:
      message satisfies never
  }
}

async function grade({ id, job, request }: Extract<ToProcess, { type: 'grade' }>): Promise<void> {
  const abort = new AbortController()
  running.set(id, abort)
  try {
    tell({ type: 'verdict', id, verdict: await service.grade(request, job, abort.signal) })
  } catch (error) {
    const { message } = error as Error
    tell({ type: 'refused', id, code: error instanceof CourseError ? error.code : 'GRADER_FAULT', message })
  } finally {
    running.delete(id)
  }
}

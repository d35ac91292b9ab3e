/** The worker thread's end of the control port: questions to the grader, and what learners' processes say. */
import { type MessagePort, workerData } from 'node:worker_threads'
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { Taken } from '../learners/types.ts'
import type { FromGrader, LearnerGiven, ToGrader } from '../slot/control.ts'

export interface ProcessListener {
  data(bytes: Uint8Array): void
  output(stream: 'stdout' | 'stderr', text: string): void
  exited(exit: Extract<FromGrader, { type: 'exited' }>): void
}

const listeners = new Map<number, ProcessListener>()
const asked = new Map<number, (answer: FromGrader) => void>()
let unsent: { key: number; parts: Uint8Array[] } | undefined
let requests = 0
let opened: MessagePort | undefined

function port(): MessagePort {
  if (opened) return opened
  const { control } = (workerData ?? {}) as { control?: MessagePort }
  if (!control)
    throw new Error('wirebook/spec works only in a spec that the grader runs: use "wirebook grade" or "wirebook check"')
  control.on('message', receive)
  opened = control
  return control
}

function receive(message: FromGrader): void {
  switch (message.type) {
    case 'data':
      listeners.get(message.key)?.data(message.bytes)
      return
    case 'output':
      listeners.get(message.key)?.output(message.stream, message.text)
      return
    case 'exited':
      listeners.get(message.key)?.exited(message)
      // It was the last of it. Nobody disposes of the process that a grading ends with.
      listeners.delete(message.key)
      return
    case 'learner':
    case 'faults':
    case 'packets':
    case 'memory': {
      const answer = asked.get(message.request)
      asked.delete(message.request)
      answer?.(message)
      return
    }
    default:
      message satisfies never
  }
}

/** What is to be sent to a process goes with all that follows it at once: of an object made and called, both. */
export function tell(message: ToGrader): void {
  if (message.type !== 'send') {
    sendOff()
    port().postMessage(message)
  } else if (unsent?.key === message.key) unsent.parts.push(message.bytes)
  else {
    sendOff()
    unsent = { key: message.key, parts: [message.bytes] }
    queueMicrotask(sendOff)
  }
}

function sendOff(): void {
  if (unsent === undefined) return
  const { key, parts } = unsent
  unsent = undefined
  const message: ToGrader = { type: 'send', key, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) }
  port().postMessage(message)
}

/** Hears what one learner's process says, from its first byte until its end. */
export function listen(key: number, listener: ProcessListener): () => void {
  port()
  listeners.set(key, listener)
  return () => listeners.delete(key)
}

/** Processes that somebody listens to. */
export function heard(): number {
  return listeners.size
}

/** Another process for this job; null when the grading's time is up. */
export async function askLearner(job: string): Promise<LearnerGiven | null> {
  const answer = await ask((request) => ({ type: 'learner', job, request }))
  return answer.type === 'learner' ? answer.learner : null
}

/** Resident bytes. Answered after all that the process had said until now. */
export async function askMemory(key: number): Promise<number> {
  const answer = await ask((request) => ({ type: 'memory', key, request }))
  return answer.type === 'memory' ? answer.bytes : 0
}

/** How long it was ready to run and had no processor, ms. Answered after all that the process had said until now. */
export async function askStarved(key: number): Promise<number> {
  const answer = await ask((request) => ({ type: 'memory', key, request }))
  return answer.type === 'memory' ? answer.starved : 0
}

/** Frames of this process's network from number `after` + 1 on, all that the kernel had seen when asked. */
export async function askPackets(key: number, after: number): Promise<Taken> {
  const answer = await ask((request) => ({ type: 'packets', key, after, request }))
  return answer.type === 'packets' ? answer.taken : { packets: [], lost: 0 }
}

/** Resolves when the wire of this process is disturbed so. */
export async function askFaults(key: number, plan: FaultPlan): Promise<void> {
  await ask((request) => ({ type: 'faults', key, plan, request }))
}

function ask(question: (request: number) => ToGrader): Promise<FromGrader> {
  const request = ++requests
  return new Promise((resolve) => {
    asked.set(request, resolve)
    tell(question(request))
  })
}

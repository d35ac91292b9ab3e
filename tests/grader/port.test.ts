/** The thread's end of the control port: what it keeps of learners' processes that are over. */
import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import type { FromGrader } from '../../src/sidecar/grader/slot/control.ts'

const KEYS = [1, 2, 3]

it('forgets a process once its end is told, and only then', async () => {
  const { port1: grader, port2: control } = new MessageChannel()
  const thread = new Worker(new URL('./support/port-thread.ts', import.meta.url), {
    workerData: { control },
    transferList: [control],
  })
  const tell = (message: FromGrader) => grader.postMessage(message)
  const left = async () => {
    thread.postMessage('left')
    const [answer] = await once(thread, 'message')
    return answer as { left: number; ends: number[] }
  }
  try {
    for (const key of KEYS) {
      thread.postMessage({ listen: key })
      await once(thread, 'message')
      tell({ type: 'data', key, bytes: Uint8Array.of(key) })
    }
    expect((await left()).left).toBe(KEYS.length)
    for (const key of KEYS) tell({ type: 'exited', key, code: 0, signal: null, stopped: null })
    await expect.poll(left).toEqual({ left: 0, ends: KEYS })
  } finally {
    grader.close()
    await thread.terminate()
  }
})

/** tshark, live on the interface of a lab's network: what a reader would otherwise watch packets with. */
import { spawnSync } from 'node:child_process'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import type { Host } from '../../src/sidecar/sandbox/types.ts'
import { monotonicNow, STAMPS_PORT, stampOf } from './stamped.ts'

/** tshark that has said nothing by then cannot capture here, ms. */
const START_MS = 10_000
const COMMAND = `tshark -i lo -l -n -f 'udp dst port ${STAMPS_PORT}' -T fields -e udp.payload`

export class LiveTshark {
  /** From a datagram's sending to tshark's line, ms. */
  readonly lags: number[] = []
  readonly #end: () => Promise<void>

  private constructor(start: (hear: (stream: string, text: string) => void) => () => Promise<void>, ready: () => void) {
    let rest = ''
    this.#end = start((stream, text) => {
      if (stream === 'stderr' && text.includes('Capturing on')) ready()
      if (stream !== 'stdout') return
      const now = monotonicNow()
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.lags.push(now - stampOf(line.replaceAll(':', '').trim()))
    })
  }

  /** Null where there is no tshark, no network of the lab's own, or no right to capture. */
  static async open(host: Host): Promise<LiveTshark | null> {
    if (host.netns === null || spawnSync('tshark', ['--version']).status !== 0) return null
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const late = setTimeout(() => resolve(false), START_MS)
    const tshark = new LiveTshark(
      (hear) => {
        const running = externalCommand(COMMAND).start(host, { output: hear }, [host])
        void running.exited.then(() => resolve(false))
        return async () => {
          running.kill()
          await running.exited
        }
      },
      () => resolve(true),
    )
    const capturing = await promise
    clearTimeout(late)
    if (capturing) return tshark
    await tshark.close()
    return null
  }

  close(): Promise<void> {
    return this.#end()
  }
}

import type { ClassroomServing } from '../sidecar/classroom/home.ts'
import { serve } from '../sidecar/serve.ts'
import { UsageError } from './exit.ts'
import { missingHere } from './missing.ts'
import type { Voice } from './words/index.ts'

export type ServeCommand = {
  port: number
  host: string
  data?: string
  classroom?: string
  origin?: string
  proxy: string[]
  slots?: number
}

/** Serves until SIGINT or SIGTERM. Throws UsageError OPTION_CONFLICT. */
export async function serveCommand(options: ServeCommand, voice: Voice): Promise<void> {
  const { port, host, data } = options
  const classroom = classroomOf(options, voice)
  await serve({
    port,
    host,
    words: voice.below,
    ...(data !== undefined && { data }),
    ...(classroom !== undefined && { classroom }),
  })
}

function classroomOf(
  { classroom, data, origin, proxy, slots }: ServeCommand,
  voice: Voice,
): ClassroomServing | undefined {
  if (classroom === undefined) {
    if (origin !== undefined) throw new UsageError('OPTION_CONFLICT', ['onlyWith', '--origin', '--classroom'])
    if (slots !== undefined) throw new UsageError('OPTION_CONFLICT', ['onlyWith', '--slots', '--classroom'])
    if (proxy.length > 0) throw new UsageError('OPTION_CONFLICT', ['onlyWith', '--proxy', '--classroom'])
    return undefined
  }
  if (data !== undefined) throw new UsageError('OPTION_CONFLICT', ['notWith', '--data', '--classroom'])
  const missing = () => missingHere(voice)
  return {
    where: classroom,
    proxies: proxy,
    missing,
    ...(origin !== undefined && { origin }),
    ...(slots !== undefined && { slots }),
  }
}

import { buildSite } from '../sidecar/build.ts'
import type { Voice } from './words/index.ts'

export async function buildCommand({ below }: Voice): Promise<void> {
  await buildSite({ words: below })
}

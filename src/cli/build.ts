import { buildSite } from '../sidecar/build.ts'

export async function buildCommand(): Promise<void> {
  await buildSite()
}

import type { Voice } from './words/index.ts'

/** What `wirebook doctor` would say is missing for the full tier, a line each. Loaded only when something is. */
export async function missingHere({ locale, below }: Voice): Promise<string[]> {
  const [{ probeFeatures }, { featureWords }] = await Promise.all([
    import('../sidecar/sandbox/features.ts'),
    import('../sidecar/sandbox/features/words/index.ts'),
  ])
  const features = await probeFeatures(await featureWords(locale))
  return features.filter(({ ok }) => !ok).map(({ name, detail, fix }) => below.classroomLack(name, detail, fix))
}

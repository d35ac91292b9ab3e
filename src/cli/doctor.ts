/** `wirebook doctor`: tries each feature of the machine that labs need, and says what would improve it. */
import type { Tier } from '../protocol/lab.ts'
import { LIMITS } from '../sidecar/limits.ts'
import { type Feature, probeFeatures } from '../sidecar/sandbox/features.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import { extraFeatures } from './doctor/extras.ts'
import { limitLines } from './doctor/limits-text.ts'
import { machineFeatures } from './doctor/machine.ts'
import { trial } from './doctor/trial.ts'
import { EXIT } from './exit.ts'
import { type Paint, painter, wantsColour } from './paint.ts'

/** `labs`: what gives a lab its network and keeps programs apart. `extra`: what some lesson, test or reader uses. */
type Listed = Feature & { for: 'labs' | 'extra' }
/** `tier` is null where labs cannot run, not even as plain processes. */
type Found = Pick<Sandbox, 'reason' | 'kernel'> & { tier: Tier | null }

/** Exit 0 in the full tier, 1 below it, 2 where labs cannot run at all. */
export async function doctorCommand({ json }: { json: boolean }): Promise<void> {
  const { tier, reason, kernel, tried } = await found()
  const forLabs = [...(await probeFeatures()), ...(await machineFeatures()), ...tried]
  const features: Listed[] = [
    ...forLabs.map((feature) => ({ ...feature, for: 'labs' as const })),
    ...(await extraFeatures()).map((feature) => ({ ...feature, for: 'extra' as const })),
  ]
  // Where the full tier works, what is missing is not missed.
  const improve = tier === 'full' ? [] : forLabs.filter(({ ok, fix }) => !ok && fix !== '').map(({ fix }) => fix)
  if (json) {
    const { version: node } = process
    console.log(
      JSON.stringify(
        { version: 1, tier, reason, kernel, node, features, improve: [...new Set(improve)], limits: LIMITS },
        null,
        2,
      ),
    )
  } else {
    const paint = painter(wantsColour(process.stdout))
    console.log([...report(features, paint), '', ...verdict({ tier, reason, kernel }, improve, paint)].join('\n'))
  }
  process.exitCode = tier === null ? EXIT.ours : tier === 'full' ? EXIT.ok : EXIT.failed
}

async function found(): Promise<Found & { tried: Feature[] }> {
  let sandbox: Sandbox | null = null
  try {
    sandbox = await openSandbox()
    const { tier, reason, kernel } = sandbox
    return { tier, reason, kernel, tried: await trial(sandbox) }
  } catch (error) {
    return { tier: null, reason: (error as Error).message, kernel: '', tried: [] }
  } finally {
    await sandbox?.close()
  }
}

function report(features: Listed[], paint: Paint): string[] {
  const part = (title: string, wanted: Listed['for']) => [
    paint('bold', title),
    ...features.filter((feature) => feature.for === wanted).flatMap((feature) => lines(feature, paint)),
    '',
  ]
  return [
    ...part('For labs', 'labs'),
    ...part('Extras', 'extra'),
    paint('bold', "Limits of a learner's program (a lab or exercise may set others)"),
    ...limitLines(LIMITS).map((line) => `    ${line}`),
  ]
}

const NAME_WIDTH = 26
function lines({ name, ok, detail, fix }: Feature, paint: Paint): string[] {
  const mark = ok ? paint('green', 'ok') : paint('yellow', 'no')
  const next = !ok && fix !== '' ? [`${' '.repeat(NAME_WIDTH + 5)}→ ${fix}`] : []
  return [`${mark}  ${name.padEnd(NAME_WIDTH)} ${detail}`, ...next]
}

function verdict({ tier, reason, kernel }: Found, improve: string[], paint: Paint): string[] {
  const head = tier === null ? 'labs cannot run here' : `${tier} tier`
  const where = [kernel && `Linux ${kernel}`, `Node ${process.version}`].filter(Boolean).join(', ')
  const steps = [...new Set(improve)].map((fix) => `  → ${fix}`)
  return [
    `${paint(tier === 'full' ? 'green' : 'yellow', head)} (${where})`,
    ...(reason === null ? [] : [reason]),
    ...(steps.length > 0 ? ['What would improve it:', ...steps] : []),
  ]
}

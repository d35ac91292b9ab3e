/** `wirebook doctor`: tries each feature of the machine that labs need, and says what would improve it. */
import type { Tier } from '../protocol/lab.ts'
import { LIMITS, type Limits } from '../sidecar/limits.ts'
import { type Feature, probeFeatures } from '../sidecar/sandbox/features.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import { reasonOf, withCode } from '../sidecar/words/index.ts'
import { columns, padded } from './columns.ts'
import { extraFeatures } from './doctor/extras.ts'
import { machineFeatures } from './doctor/machine.ts'
import { trial } from './doctor/trial.ts'
import { type DoctorWords, diagnosisIn } from './doctor/words/index.ts'
import { EXIT } from './exit.ts'
import { type Paint, painter, wantsColour } from './paint.ts'
import { type Voice, voiceOf } from './words/index.ts'

/** `labs`: what gives a lab its network and keeps programs apart. `extra`: what some lesson, test or reader uses. */
type Listed = Feature & { for: 'labs' | 'extra' }
/** `tier` is null where labs cannot run, not even as plain processes. */
type Found = Pick<Sandbox, 'reason' | 'kernel'> & { tier: Tier | null }
/** In one language. */
type Frame = { say: DoctorWords; voice: Voice; paint: Paint }

/** Exit 0 in the full tier, 1 below it, 2 where labs cannot run at all. */
export async function doctorCommand({ json }: { json: boolean }, spoken: Voice): Promise<void> {
  // A document for programs is in one language.
  const voice = json ? await voiceOf('en') : spoken
  const { say, features: named } = await diagnosisIn(voice.locale)
  const { tier, reason, kernel, tried } = await found(say, voice)
  const forLabs = [...(await probeFeatures(named)), ...(await machineFeatures(say, named)), ...tried]
  const features: Listed[] = [
    ...forLabs.map((feature) => ({ ...feature, for: 'labs' as const })),
    ...(await extraFeatures(say)).map((feature) => ({ ...feature, for: 'extra' as const })),
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
    const frame = { say, voice, paint }
    console.log([...report(features, frame), '', ...verdict({ tier, reason, kernel }, improve, frame)].join('\n'))
  }
  process.exitCode = tier === null ? EXIT.ours : tier === 'full' ? EXIT.ok : EXIT.failed
}

async function found(say: DoctorWords, { below }: Voice): Promise<Found & { tried: Feature[] }> {
  let sandbox: Sandbox | null = null
  try {
    sandbox = await openSandbox()
    const { tier, kernel } = sandbox
    const reason = sandbox.reason === null ? null : reasonOf(sandbox, below)
    return { tier, reason, kernel, tried: await trial(sandbox, say, below) }
  } catch (error) {
    return { tier: null, reason: withCode(error, below), kernel: '', tried: [] }
  } finally {
    await sandbox?.close()
  }
}

function report(features: Listed[], { say, paint }: Frame): string[] {
  const ended = Math.max(columns(say.ok()), columns(say.no()))
  const names = Math.max(NAME_WIDTH, ...features.map(({ name }) => columns(name)))
  const part = (title: string, wanted: Listed['for']) => [
    paint('bold', title),
    ...features
      .filter((feature) => feature.for === wanted)
      .flatMap((feature) => lines(feature, names, ended, { say, paint })),
    '',
  ]
  return [
    ...part(say.forLabs(), 'labs'),
    ...part(say.extras(), 'extra'),
    paint('bold', say.limits()),
    ...Object.entries(LIMITS).map(
      ([name, value]) => `    ${name.padEnd(14)} ${say.limit(name as keyof Limits, value)}`,
    ),
  ]
}

/** Columns kept for a name at least. */
const NAME_WIDTH = 26
/** `names` and `ended`: columns of the longest name and of the longer mark. */
function lines(
  { name, ok, detail, fix }: Feature,
  names: number,
  ended: number,
  { say, paint }: Pick<Frame, 'say' | 'paint'>,
): string[] {
  const mark = ok ? paint('green', padded(say.ok(), ended)) : paint('yellow', padded(say.no(), ended))
  const next = !ok && fix !== '' ? [`${' '.repeat(ended + 3 + names)}→ ${fix}`] : []
  return [`${mark}  ${padded(name, names)} ${detail}`, ...next]
}

function verdict({ tier, reason, kernel }: Found, improve: string[], { say, voice, paint }: Frame): string[] {
  const head = tier === null ? say.cannotRun() : voice.below.tier(tier)
  const machine = [kernel && `Linux ${kernel}`, `Node ${process.version}`].filter(Boolean)
  const steps = [...new Set(improve)].map((fix) => `  → ${fix}`)
  return [
    say.verdict(paint(tier === 'full' ? 'green' : 'yellow', head), machine),
    ...(reason === null ? [] : [reason]),
    ...(steps.length > 0 ? [say.improve(), ...steps] : []),
  ]
}

import { LIMITS } from '../sidecar/limits.ts'
import { probeFeatures } from '../sidecar/sandbox/features.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import { EXIT } from './exit.ts'

/** Exit 0 in the full tier, 1 below it, 2 where labs cannot run at all. */
export async function doctorCommand(options: { json: boolean }): Promise<void> {
  const features = await probeFeatures()
  const sandbox = await openSandbox()
  await sandbox.close()
  const { tier, reason, kernel } = sandbox
  if (options.json) {
    console.log(
      JSON.stringify({ version: 1, tier, reason, kernel, node: process.version, features, limits: LIMITS }, null, 2),
    )
  } else {
    for (const { name, ok, detail, fix } of features) {
      console.log(`${ok ? 'ok ' : 'no '} ${name.padEnd(24)} ${detail}`)
      if (!ok && fix) console.log(`${' '.repeat(28)} → ${fix}`)
    }
    console.log(
      `\nlimits of a learner's program: ${Object.entries(LIMITS)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    )
    console.log(`tier: ${tier} (Linux ${kernel}, Node ${process.version})${reason ? `\n${reason}` : ''}`)
  }
  process.exitCode = tier === 'full' ? EXIT.ok : EXIT.failed
}

/** What this machine lets the sandbox do. Each answer is from an attempt, never from a version or a file. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inWords } from '../../protocol/sentence.ts'
import { ownModule } from '../own-module.ts'
import { SandboxError } from './error.ts'
import type { InsideReport } from './features/inside.ts'
import { explainRefusal } from './features/refusals.ts'
import { en, type FeatureSentence, type FeatureWords } from './features/words/index.ts'
import { isMachineRoot, launchFailure, launchNamespaced, UNPRIVILEGED_ID } from './launch.ts'
import { openEstate } from './memory-group/estate.ts'
import { INSTALLATION, REPOSITORY } from './paths.ts'

export type Feature = { name: string; ok: boolean; detail: string; fix: string }

const ATTEMPT_MS = 15_000
const INSIDE_ENTRY = ownModule(import.meta, './features/inside.ts')
/** Oldest that runs TypeScript sources without a flag. */
const OLDEST_NODE = [22, 18] as const

/** In these words. */
export async function probeFeatures(words: FeatureWords = en): Promise<Feature[]> {
  const features = [nodeVersion(words), packagedNode(words)]
  if (process.platform !== 'linux') {
    const detail = words.onLinuxOnly(process.platform)
    return [...features, { name: words.namespaces(), ok: false, detail, fix: words.useLinux() }]
  }
  features.push(rights(words))
  const user = attempt(words.userNamespaces(), ['--user', '--map-root-user'], words)
  features.push(user)
  if (!user.ok) return [...features, await memoryBound(undefined, words)]
  features.push(attempt(words.networkNamespaces(), ['--user', '--map-root-user', '--net'], words))
  return [...features, ...(await lookInside(words))]
}

function works(name: string, detail: string): Feature {
  return { name, ok: true, detail, fix: '' }
}

function nodeVersion(words: FeatureWords): Feature {
  const name = words.nodeVersion()
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return works(name, process.version)
  const fix = words.installNode(`${oldest}.${oldestMinor}`)
  return { name, ok: false, detail: words.cannotRunTypeScript(process.version), fix }
}

/** The Node that comes by npm needs one library that minimal systems lack. */
function packagedNode(words: FeatureWords): Feature {
  const name = words.libatomic()
  const { status, stderr, error } = spawnSync(packagedNodeAt(), ['--version'], {
    encoding: 'utf8',
    timeout: ATTEMPT_MS,
  })
  if (status === 0) return works(name, words.npmNodeStarts())
  const said = (error?.message ?? stderr).trim().split('\n').at(-1) ?? ''
  const fix = /libatomic/.test(said) ? words.installLibatomic() : words.installOptional()
  return { name, ok: false, detail: said || words.npmNodeDoesNot(), fix }
}

function packagedNodeAt(): string {
  const places = [REPOSITORY, INSTALLATION].map((folder) => join(folder, 'node_modules/.bin/node'))
  return places.find((place) => existsSync(place)) ?? places[0]!
}

function rights(words: FeatureWords): Feature {
  return works(words.user(), isMachineRoot() ? words.asRoot(UNPRIVILEGED_ID) : words.asUser(process.getuid?.()))
}

function attempt(name: string, flags: string[], say: FeatureWords): Feature {
  const drop = isMachineRoot() ? ['setpriv', `--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`] : []
  const words = [...drop, ...(drop.length > 0 ? ['--clear-groups'] : []), 'unshare', ...flags, 'true']
  const { status, stderr, error } = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8', timeout: ATTEMPT_MS })
  if (status === 0) return works(name, say.madeOne())
  return { name, ok: false, ...explainRefusal(error?.message ?? stderr ?? '', say) }
}

/** Each part by the id of its name, of what is said when it works, and of what would help where that is known. */
const INSIDE: {
  key: Exclude<keyof InsideReport, 'memory'>
  good: 'captureGood' | 'wireGood' | 'bridgeGood' | 'ipv6Good' | 'bubblewrapGood' | 'rootviewGood' | 'bareGood'
  fix?: 'wireFix' | 'bridgeFix' | 'ipv6Fix' | 'bubblewrapFix'
}[] = [
  { key: 'capture', good: 'captureGood' },
  { key: 'wire', good: 'wireGood', fix: 'wireFix' },
  { key: 'bridge', good: 'bridgeGood', fix: 'bridgeFix' },
  { key: 'ipv6', good: 'ipv6Good', fix: 'ipv6Fix' },
  { key: 'bubblewrap', good: 'bubblewrapGood', fix: 'bubblewrapFix' },
  { key: 'rootview', good: 'rootviewGood' },
  { key: 'bare', good: 'bareGood' },
]

async function lookInside(words: FeatureWords): Promise<Feature[]> {
  try {
    const report = await insideReport()
    const parts = INSIDE.map(({ key, good, fix }) => {
      const name = words[key]()
      const why = report[key]
      if (why === null) return works(name, words[good]())
      const refusal = explainRefusal(why, words)
      return { name, ok: false, detail: refusal.detail, fix: fix ? words[fix]() : refusal.fix }
    })
    return [...parts, await memoryBound(report.memory, words)]
  } catch (error) {
    const { message } = SandboxError.from(error)
    const { fix } = explainRefusal(message, words)
    return [{ name: words.sandbox(), ok: false, detail: message, fix }, await memoryBound(undefined, words)]
  }
}

function insideReport(): Promise<InsideReport> {
  return new Promise((resolve, reject) => {
    const child = launchNamespaced(INSIDE_ENTRY, [], ['ignore', 'pipe', 'pipe'])
    let printed = ''
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const late = setTimeout(() => child.kill('SIGKILL'), ATTEMPT_MS)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(late)
      try {
        resolve(JSON.parse(printed) as InsideReport)
      } catch {
        reject(launchFailure(said))
      }
    })
  })
}

/**
 * Which of the two bounds the memory of a session: the kernel, or our watch. `refused`: what a helper said that tried to
 * have it bounded; undefined where no helper could try.
 */
async function memoryBound(refused: FeatureSentence | null | undefined, words: FeatureWords): Promise<Feature> {
  const name = words.memory()
  const estate = openEstate(null)
  const why = 'why' in estate ? estate.why : refused
  if (!('why' in estate)) await estate.close()
  if (why === null && !('why' in estate)) return works(name, words.memoryGood(estate.version, dirname(estate.folder)))
  const root = isMachineRoot()
  const unit = root ? 'systemd-run' : 'systemd-run --user'
  return {
    name,
    ok: false,
    detail: words.memoryWatched(inWords(words, why ?? ['nothingToTry'])),
    fix: words.memoryFix(unit),
  }
}

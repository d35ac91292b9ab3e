/** Runs a lab as shipped and compares with what its lab.json promises; reads its words. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineOf } from '../../course/json-lines.ts'
import { type LoadedLab, loadLab } from '../../course/load.ts'
import type { Text } from '../../course/schema.ts'
import { runLab } from '../../sidecar/runner/batch.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'
import { brokenPromises } from '../promises.ts'
import { en } from '../words/en.ts'
import type { Proofs } from './cache.ts'
import { type Course, shownPath } from './course.ts'
import { digestOf, folderFingerprint } from './fingerprint.ts'
import { untranslated } from './languages.ts'
import { placeholders } from './placeholders.ts'
import type { Problem } from './problem.ts'
import { checkJsonTypography } from './typography/typography.ts'

/** Throws CourseError for a lab.json that is wrong. */
export function readLab({ labs }: Course, id: string): { lab: LoadedLab; problems: Problem[] } {
  const lab = loadLab(id, labs)
  const problems = [...placeholders(lab.folder), ...texts(lab), ...checkJsonTypography(join(lab.folder, 'lab.json'))]
  return { lab, problems }
}

export const LAB_DIFFERS = 'LAB_DIFFERS'

/** `remembered`: it ran as promised before, and nothing has changed. */
export type LabHow = 'run' | 'remembered' | 'not run'

/** Not run in the reduced tier. Rejects with the signal's reason. */
export async function runsAsPromised(
  sandbox: () => Promise<Sandbox>,
  lab: LoadedLab,
  { proofs, engine, signal }: { proofs: Proofs; engine: string; signal: AbortSignal },
): Promise<{ problems: Problem[]; how: LabHow }> {
  const key = digestOf(engine, folderFingerprint(lab.folder))
  if (proofs.get(key) !== undefined) return { problems: [], how: 'remembered' }
  const opened = await sandbox()
  if (opened.tier === 'reduced') return { problems: [], how: 'not run' }
  const record = await runLab(opened, lab, {}, signal)
  signal.throwIfAborted()
  const where = shownPath(lab.folder)
  const problems = brokenPromises(lab.lab, record, en).map((message) => ({ code: LAB_DIFFERS, where, message }))
  if (problems.length === 0) proofs.keep(key, true)
  return { problems, how: 'run' }
}

function texts({ lab, folder }: LoadedLab): Problem[] {
  const file = join(folder, 'lab.json')
  const json = readFileSync(file, 'utf8')
  const all: [path: (string | number)[], text: Text][] = [
    [['title'], lab.title],
    ...lab.options.map(({ title }, i): [(string | number)[], Text] => [['options', i, 'title'], title]),
  ]
  return all.flatMap(([path, text]) => {
    const wrong = untranslated(text)
    return wrong ? [{ code: 'TEXT_LANGUAGE', where: `${shownPath(file)}:${lineOf(json, path)}`, message: wrong }] : []
  })
}

/** Known ways in which a machine refuses namespaces, and what would change that. Pure: from what was printed. */
import { en, type FeatureWords } from './words/index.ts'

export type Refusal = { detail: string; fix: string }

/** Ids of what a refusal means, and of what would change it. */
type Known = {
  says: RegExp
  meaning: 'noBubblewrap' | 'noUnshare' | 'usedUp' | 'noRights' | 'maskedProc' | 'byPolicy'
  fix: 'installBubblewrap' | 'installUtilLinux' | 'raiseLimit' | 'allowUserns' | 'docker' | 'allowByPolicy'
}

const KNOWN: Known[] = [
  { says: /bwrap: not found/, meaning: 'noBubblewrap', fix: 'installBubblewrap' },
  { says: /ENOENT|not found/, meaning: 'noUnshare', fix: 'installUtilLinux' },
  { says: /No space left on device|errno 28/, meaning: 'usedUp', fix: 'raiseLimit' },
  { says: /uid_map|setgroups|gid_map/, meaning: 'noRights', fix: 'allowUserns' },
  {
    says: /\/proc.*(errno 1\b|Operation not permitted|Permission denied)|Can't mount proc/,
    meaning: 'maskedProc',
    fix: 'docker',
  },
  {
    says: /Operation not permitted|Permission denied|errno 1\b|errno 13\b/,
    meaning: 'byPolicy',
    fix: 'allowByPolicy',
  },
]

/** `printed`: the message of the program, or of the error, that met the refusal. */
export function explainRefusal(printed: string, words: FeatureWords = en): Refusal {
  const said = printed.trim().split('\n').at(-1) ?? ''
  const known = KNOWN.find(({ says }) => says.test(printed))
  return known
    ? { detail: words.refused(words[known.meaning](), said), fix: words[known.fix]() }
    : { detail: said || words.silent(), fix: words.runOnLinux() }
}

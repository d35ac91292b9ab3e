/** Beside a passphrase: the school's sign-in and a passkey, where this class has them; and why the school led back. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { WaysIn } from '../../../../protocol/classroom/passkeys.ts'
import { backPath, call } from '../api.ts'
import { Problem } from '../parts.tsx'
import { useActing } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import { enterByPasskey, hasPasskeys } from './ceremony.ts'
import { passkeyWords } from './words.ts'

export function OtherWays({ locale, words }: { locale: Locale; words: ClassWords }) {
  const own = passkeyWords[locale]
  const [ways, setWays] = useState<WaysIn | null>(null)
  const { busy, problem, run } = useActing()
  useEffect(() => {
    const refused = new URLSearchParams(location.search).get('refused')
    const query = refused === null ? '' : `?refused=${encodeURIComponent(refused)}`
    // Where no class is held there is nothing to offer; the form says so when it is sent.
    call<WaysIn>('GET', `ways-in${query}`).then(setWays, () => {})
  }, [])
  const back = backPath(location.search)
  const byPasskey = () => run(() => enterByPasskey(own).then(() => location.assign(back)))
  const keys = ways?.passkeys === true && hasPasskeys()
  return (
    <>
      {ways?.refused && (
        <p class="problem" role="alert">
          {ways.refused.message} <code>{ways.refused.code}</code>
        </p>
      )}
      {ways && (ways.school || keys) && (
        <div class="ways">
          {ways.school && (
            <a class="btn" href={`${ways.school.path}?to=${encodeURIComponent(back)}`}>
              {own.school(ways.school.name)}
            </a>
          )}
          {keys && (
            <button class="btn" type="button" disabled={busy} onClick={() => void byPasskey()}>
              {own.signIn}
            </button>
          )}
          <Problem {...{ problem, words }} />
          <p class="or">{own.or}</p>
        </div>
      )}
    </>
  )
}

/** The ways in: the first start's link, sign-in, a personal link, a join code. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { CodeSeen, Joined } from '../../../protocol/classroom/cohorts.ts'
import type { WhoIAm } from '../../../protocol/classroom/people.ts'
import { backPath, call, pageAt, type Refused } from './api.ts'
import { Problem, Text } from './parts.tsx'
import { OtherWays } from './passkeys/OtherWays.tsx'
import { useActing } from './use.ts'
import { type ClassWords, classWords } from './words/index.ts'
import './classroom.css'

export type DoorPage = 'start' | 'sign-in' | 'link' | 'join'

export default function Door({ locale, page }: { locale: Locale; page: DoorPage }) {
  const words = classWords[locale]
  const Shown = { start: Start, 'sign-in': SignIn, link: Link, join: Join }[page]
  return (
    <div class="cdoor" data-ready>
      <Shown {...{ locale, words }} />
    </div>
  )
}

type Props = { locale: Locale; words: ClassWords }

/** A server without a class knows none of these paths. */
function isNoClass(problem: Refused | null): boolean {
  return problem !== null && (problem.code === 'PATH_UNKNOWN' || problem.code === 'HTTP_404')
}

function Trouble({ problem, words }: { problem: Refused | null; words: ClassWords }) {
  if (!isNoClass(problem)) return <Problem problem={problem} words={words} />
  return (
    <p class="problem" role="alert">
      {words.noClass} {words.noClassText}
    </p>
  )
}

type SecretProps = {
  words: ClassWords
  label: string
  hint?: string
  value: string
  onValue(value: string): void
  isNew: boolean
  wrong?: boolean
}

/** A passphrase, which may be looked at while it is typed. */
export function Passphrase({ words, isNew, ...field }: SecretProps) {
  const [shown, setShown] = useState(false)
  return (
    <>
      <Text
        {...field}
        type={shown ? 'text' : 'password'}
        autocomplete={isNew ? 'new-password' : 'current-password'}
        required
      />
      <label class="check">
        <input type="checkbox" checked={shown} onChange={({ currentTarget }) => setShown(currentTarget.checked)} />
        {words.showPassphrase}
      </label>
    </>
  )
}

function Start({ words }: Props) {
  const [token] = useState(() => location.hash.slice(1))
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { busy, problem, run } = useActing()
  const go = () =>
    run(() => call('POST', 'start', { token, name, passphrase }).then(() => location.assign(pageAt('teach/'))))
  return (
    <>
      <h1>{words.startTitle}</h1>
      <p class="lede">{words.startLede}</p>
      {token === '' ? (
        <p class="problem">{words.noToken}</p>
      ) : (
        <form onSubmit={submitting(go)}>
          <Text
            label={words.yourName}
            hint={words.yourNameHint}
            value={name}
            onValue={setName}
            autocomplete="name"
            required
            wrong={problem?.where === 'name'}
          />
          <Passphrase
            words={words}
            label={words.passphrase}
            hint={words.passphraseHint}
            value={passphrase}
            onValue={setPassphrase}
            isNew
            wrong={problem?.where === 'passphrase'}
          />
          <Trouble {...{ problem, words }} />
          <button class="btn go" type="submit" disabled={busy}>
            {words.startGo}
          </button>
        </form>
      )}
    </>
  )
}

function SignIn({ locale, words }: Props) {
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { busy, problem, run } = useActing()
  const go = () =>
    run(() => call('POST', 'sign-in', { name, passphrase }).then(() => location.assign(backPath(location.search))))
  return (
    <>
      <h1>{words.signInTitle}</h1>
      <p class="lede">{words.signInLede}</p>
      <OtherWays {...{ locale, words }} />
      <form onSubmit={submitting(go)}>
        <Text label={words.signInName} value={name} onValue={setName} autocomplete="username" required />
        <Passphrase words={words} label={words.passphrase} value={passphrase} onValue={setPassphrase} isNew={false} />
        <Trouble {...{ problem, words }} />
        <button class="btn go" type="submit" disabled={busy}>
          {words.signIn}
        </button>
      </form>
      <p class="other">
        <a href={pageAt('class/join/')}>{words.haveCode}</a>
      </p>
    </>
  )
}

/** Asks before the link is used up: whatever only looks at a link must not spend it. */
function Link({ words }: Props) {
  const [token] = useState(() => location.hash.slice(1))
  const { busy, problem, run } = useActing()
  const go = () =>
    run(async () => {
      const me = await call<WhoIAm>('POST', 'link', { token })
      location.assign(pageAt(me.passphrase ? 'class/' : 'class/account/'))
    })
  return (
    <>
      <h1>{words.linkTitle}</h1>
      <p class="lede">{words.linkLede(location.host)}</p>
      {token === '' ? (
        <p class="problem">{words.noToken}</p>
      ) : (
        <form onSubmit={submitting(go)}>
          <Trouble {...{ problem, words }} />
          <button class="btn go" type="submit" disabled={busy}>
            {words.linkGo}
          </button>
        </form>
      )}
    </>
  )
}

function Join({ words }: Props) {
  // After #: whatever is there is sent to no server before somebody presses a button.
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [seen, setSeen] = useState<CodeSeen | null>(null)
  const [me, setMe] = useState<WhoIAm | null>(null)
  const [joined, setJoined] = useState<Joined | null>(null)
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { busy, problem, run } = useActing()
  useEffect(() => {
    call<WhoIAm>('GET', 'me').then(setMe, () => {})
  }, [])
  const look = () => run(async () => setSeen(await call<CodeSeen>('POST', 'join/look', { code })))
  const join = () =>
    run(async () => {
      setJoined(await call<Joined>('POST', 'join', me ? { code } : { code, name, passphrase }))
      // It still offers to sign in.
      document.querySelector('.classlink')?.remove()
    })
  if (joined)
    return (
      <>
        <h1 tabIndex={-1} ref={(heading) => heading?.focus()}>
          {words.welcome(joined.title)}
        </h1>
        {!me && (
          <p class="lede">
            {words.keepHandle} <b class="handle">{joined.person.handle}</b>
          </p>
        )}
        <p class="acts">
          <a class="btn go" href={`${pageAt('class/')}?cohort=${joined.cohort}`}>
            {words.toClass}
          </a>
          <a class="btn" href={pageAt('')}>
            {words.toCourse}
          </a>
        </p>
      </>
    )
  return (
    <>
      <h1>{words.joinTitle}</h1>
      {seen === null ? (
        <>
          <p class="lede">{words.joinLede}</p>
          <form onSubmit={submitting(look)}>
            <Text label={words.code} value={code} onValue={setCode} required wrong={problem?.where === 'code'} />
            <Trouble {...{ problem, words }} />
            <button class="btn go" type="submit" disabled={busy}>
              {words.look}
            </button>
          </form>
        </>
      ) : (
        <>
          <p class="lede">{words.leadsTo(seen.title, words.roles[seen.role])}</p>
          <form onSubmit={submitting(join)}>
            {!me && (
              <>
                <Text
                  label={words.yourName}
                  hint={words.yourNameHint}
                  value={name}
                  onValue={setName}
                  autocomplete="name"
                  required
                  wrong={problem?.where === 'name'}
                />
                <Passphrase
                  words={words}
                  label={words.passphrase}
                  hint={words.passphraseHint}
                  value={passphrase}
                  onValue={setPassphrase}
                  isNew
                  wrong={problem?.where === 'passphrase'}
                />
              </>
            )}
            <Trouble {...{ problem, words }} />
            <p class="acts">
              <button class="btn go" type="submit" disabled={busy}>
                {me ? words.joinAs(me.name) : words.joinGo}
              </button>
              <button class="btn quiet" type="button" onClick={() => setSeen(null)}>
                {words.otherCode}
              </button>
            </p>
          </form>
        </>
      )}
      {!me && (
        <p class="other">
          <a href={`${pageAt('class/sign-in/')}?to=${encodeURIComponent(pageAt('class/join/'))}`}>
            {words.haveAccount}
          </a>
        </p>
      )}
    </>
  )
}

/** The page's own form: nothing is sent by the browser. */
export function submitting(action: () => unknown) {
  return (event: Event) => {
    event.preventDefault()
    void action()
  }
}

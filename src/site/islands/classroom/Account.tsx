/** One's own account: name, passphrase, and where one is signed in. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { SignInEntry, WhoIAm } from '../../../protocol/classroom/people.ts'
import { agentName } from './agent.ts'
import { call, pageAt } from './api.ts'
import { Passphrase, submitting } from './Door.tsx'
import { NoClass } from './NoClass.tsx'
import { Problem, Text } from './parts.tsx'
import { Passkeys } from './passkeys/Passkeys.tsx'
import { useActing, useAsked } from './use.ts'
import { type ClassWords, classWords } from './words/index.ts'
import { ownZone, whenIn } from './zone.ts'
import './classroom.css'

export default function Account({ locale }: { locale: Locale }) {
  const words = classWords[locale]
  const me = useAsked<WhoIAm>('me')
  if (me.problem) return <NoClass problem={me.problem} words={words} />
  if (!me.data) return <p class="wait">{words.loading}</p>
  return (
    <div class="cpage narrow" data-ready>
      <div class="chead">
        <h1>{words.accountTitle}</h1>
        <p class="whoami">
          {words.handle} <b class="handle">{me.data.handle}</b> · <a href={pageAt('class/')}>{words.classTitle}</a>
        </p>
      </div>
      {!me.data.passphrase && <p class="handline">{words.setPassphraseText}</p>}
      <Name me={me.data} words={words} onSaved={me.put} />
      <Secret has={me.data.passphrase} words={words} onSaved={me.put} />
      <Passkeys {...{ locale, words }} />
      <SignIns {...{ locale, words }} />
    </div>
  )
}

type Own = { words: ClassWords; onSaved(me: WhoIAm): void }

function Name({ me, words, onSaved }: Own & { me: WhoIAm }) {
  const [name, setName] = useState(me.name)
  const [saved, setSaved] = useState(false)
  const { busy, problem, run } = useActing()
  const save = async () => setSaved(await run(async () => onSaved(await call<WhoIAm>('PATCH', 'me', { name }))))
  return (
    <form onSubmit={submitting(save)}>
      <Text
        label={words.yourName}
        value={name}
        onValue={(text) => {
          setSaved(false)
          setName(text)
        }}
        autocomplete="name"
        required
      />
      <Problem {...{ problem, words }} />
      <p class="acts">
        <button class="btn" type="submit" disabled={busy || name === me.name}>
          {words.save}
        </button>
        <span role="status">{saved ? words.nameSaved : ''}</span>
      </p>
    </form>
  )
}

function Secret({ has, words, onSaved }: Own & { has: boolean }) {
  const [current, setCurrent] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [saved, setSaved] = useState(false)
  const { busy, problem, run } = useActing()
  const save = async () => {
    const done = await run(async () =>
      onSaved(await call<WhoIAm>('PUT', 'me/passphrase', { ...(has && { current }), passphrase })),
    )
    setSaved(done)
    if (done) {
      setCurrent('')
      setPassphrase('')
    }
  }
  return (
    <form onSubmit={submitting(save)}>
      <h2>{has ? words.changePassphrase : words.setPassphrase}</h2>
      {has && (
        <Text
          label={words.presentPassphrase}
          type="password"
          value={current}
          onValue={setCurrent}
          autocomplete="current-password"
          required
          wrong={problem?.where === 'current'}
        />
      )}
      <Passphrase
        words={words}
        label={words.newPassphrase}
        hint={words.passphraseHint}
        value={passphrase}
        onValue={setPassphrase}
        isNew
        wrong={problem?.where === 'passphrase'}
      />
      <Problem {...{ problem, words }} />
      <p class="acts">
        <button class="btn" type="submit" disabled={busy || passphrase === ''}>
          {words.save}
        </button>
        <span role="status">{saved ? words.passphraseChanged : ''}</span>
      </p>
    </form>
  )
}

function SignIns({ locale, words }: { locale: Locale; words: ClassWords }) {
  const asked = useAsked<{ signIns: SignInEntry[] }>('sign-ins')
  const { busy, problem, run } = useActing()
  const when = (at: number) => whenIn(at, ownZone(), locale)
  const out = () => location.assign(pageAt('class/sign-in/'))
  return (
    <>
      <h2>{words.signIns}</h2>
      <ul class="signins">
        {asked.data?.signIns.map(({ id, since, seen, agent, current }) => (
          <li key={id}>
            <span>
              <b>{agentName(agent) ?? words.unknownAgent}</b>
              {current && ` (${words.thisOne})`}
              <small>
                {words.since(when(since))} · {words.seen(when(seen))}
              </small>
            </span>
            {!current && (
              <button
                class="btn"
                type="button"
                disabled={busy}
                onClick={() => void run(() => call('DELETE', `sign-ins/${id}`).then(asked.again))}
              >
                {words.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Problem problem={problem ?? asked.problem} words={words} />
      <p class="acts">
        <button
          class="btn go"
          type="button"
          disabled={busy}
          onClick={() => void run(() => call('POST', 'sign-out').then(out))}
        >
          {words.signOut}
        </button>
        <button
          class="btn"
          type="button"
          disabled={busy}
          onClick={() => void run(() => call('POST', 'sign-out-everywhere').then(out))}
        >
          {words.everywhere}
        </button>
      </p>
    </>
  )
}

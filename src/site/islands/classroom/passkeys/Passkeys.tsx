/** One's own passkeys: those there are, one more, one less. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { PASSKEY_LIMITS, type Passkeys as Told } from '../../../../protocol/classroom/passkeys.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Problem, Text } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import { ownZone, whenIn } from '../zone.ts'
import { addPasskey, hasPasskeys } from './ceremony.ts'
import { type PasskeyWords, passkeyWords } from './words.ts'

export function Passkeys({ locale, words }: { locale: Locale; words: ClassWords }) {
  const own = passkeyWords[locale]
  const asked = useAsked<Told>('passkeys')
  const [name, setName] = useState('')
  const [said, setSaid] = useState('')
  const [renaming, setRenaming] = useState<string | null>(null)
  const { busy, problem, run } = useActing()
  const when = (at: number) => whenIn(at, ownZone(), locale)
  const all = asked.data?.passkeys ?? []
  const possible = asked.data?.possible === true && hasPasskeys()
  const add = () =>
    run(async () => {
      setSaid('')
      asked.put(await addPasskey(name.trim(), own))
      setName('')
      setSaid(own.added)
    })
  const remove = (id: string, called: string) => {
    if (!confirm(own.removeSure(called))) return
    void run(async () => {
      setSaid('')
      asked.put(await call<Told>('DELETE', `passkeys/${id}`))
      setSaid(own.removed)
    })
  }
  const rename = (id: string, to: string) =>
    run(async () => {
      setSaid('')
      asked.put(await call<Told>('PATCH', `passkeys/${id}`, { name: to }))
      setRenaming(null)
      setSaid(own.renamed)
    })
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{own.title}</h2>
      <p class="leadin">{asked.data && !possible ? own.impossible : own.about}</p>
      {asked.data && possible && all.length === 0 && <p>{own.none}</p>}
      <ul class="signins">
        {all.map(({ id, name: called, createdAt, usedAt, synced }) => (
          <li key={id}>
            <span>
              {renaming === id ? (
                <Renaming {...{ called, own, busy }} onName={(to) => rename(id, to)} />
              ) : (
                <b>{called || own.nameless}</b>
              )}
              <small>
                {own.since(when(createdAt))} · {usedAt === null ? own.never : own.used(when(usedAt))}
                {synced && ` · ${own.synced}`}
              </small>
            </span>
            <button
              class="btn"
              type="button"
              disabled={busy}
              aria-expanded={renaming === id}
              onClick={() => setRenaming(renaming === id ? null : id)}
            >
              {own.rename}
              <span class="sr"> ({called || own.nameless})</span>
            </button>
            <button class="btn" type="button" disabled={busy} onClick={() => remove(id, called || own.nameless)}>
              {own.remove}
              <span class="sr"> ({called || own.nameless})</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submitting(add)}>
        {possible && all.length < PASSKEY_LIMITS.each && (
          <Text label={own.name} hint={own.nameHint} value={name} onValue={setName} maxLength={PASSKEY_LIMITS.name} />
        )}
        <Problem problem={problem ?? asked.problem} words={words} />
        <p class="acts">
          {possible && all.length < PASSKEY_LIMITS.each && (
            <button class="btn" type="submit" disabled={busy}>
              {own.add}
            </button>
          )}
          <span role="status">{said}</span>
        </p>
      </form>
    </section>
  )
}

type RenamingProps = { called: string; own: PasskeyWords; busy: boolean; onName: (name: string) => Promise<unknown> }

function Renaming({ called, own, busy, onName }: RenamingProps) {
  const [name, setName] = useState(called)
  return (
    <form class="acts" onSubmit={submitting(() => onName(name.trim()))}>
      <input
        aria-label={own.newName(called || own.nameless)}
        value={name}
        maxLength={PASSKEY_LIMITS.name}
        autocomplete="off"
        ref={(input) => input?.focus()}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <button class="btn" type="submit" disabled={busy}>
        {own.save}
      </button>
    </form>
  )
}

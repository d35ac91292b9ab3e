/** A platform's registration, as its own pages name the parts. */
import { useState } from 'preact/hooks'
import { LTI_LIMITS, type Platform } from '../../../../protocol/classroom/lti.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Field, Problem, Text } from '../parts.tsx'
import { useActing } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import type { AdminWords } from './words.ts'

type Props = {
  /** Null: a new one. */
  before: Platform | null
  words: ClassWords
  own: AdminWords
  onDone(): void
  onCancel(): void
}

const NONE = { name: '', issuer: '', clientId: '', authorizationUrl: '', tokenUrl: '', keysUrl: '' }

export function PlatformForm({ before, words, own, onDone, onCancel }: Props) {
  const [typed, setTyped] = useState({ ...NONE, ...pick(before) })
  const [audience, setAudience] = useState(before?.tokenAudience ?? '')
  const [deployments, setDeployments] = useState(before?.deployments.join('\n') ?? '')
  const { busy, problem, run } = useActing()
  const where = problem?.where ?? ''
  const save = async () => {
    const body = {
      ...typed,
      tokenAudience: audience.trim() === '' ? null : audience,
      deployments: deployments.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
    }
    const saved = await run(() =>
      before === null ? call('POST', 'lti/platforms', body) : call('PUT', `lti/platforms/${before.id}`, body),
    )
    if (saved) onDone()
  }
  const field = (name: keyof typeof NONE, label: string, more: { hint?: string; maxLength: number }) => (
    <Text
      label={label}
      value={typed[name]}
      onValue={(value) => setTyped({ ...typed, [name]: value })}
      required
      wrong={where === name}
      {...more}
    />
  )
  return (
    <form class="pad" onSubmit={submitting(save)}>
      <div class="fields">
        {field('name', own.name, { maxLength: LTI_LIMITS.name })}
        {field('issuer', own.issuer, { hint: own.issuerHint, maxLength: LTI_LIMITS.url })}
        {field('clientId', own.clientId, { maxLength: LTI_LIMITS.id })}
        {field('authorizationUrl', own.authorizationUrl, { maxLength: LTI_LIMITS.url })}
        {field('tokenUrl', own.tokenUrl, { maxLength: LTI_LIMITS.url })}
        {field('keysUrl', own.platformKeysUrl, { maxLength: LTI_LIMITS.url })}
        <Text
          label={`${own.tokenAudience} (${words.optional})`}
          hint={own.tokenAudienceHint}
          value={audience}
          onValue={setAudience}
          maxLength={LTI_LIMITS.url}
          wrong={where === 'tokenAudience'}
        />
        <Field label={own.deployments} hint={own.deploymentsHint} wrong={where.startsWith('deployments')}>
          {(id, described) => (
            <textarea
              id={id}
              rows={2}
              required
              spellcheck={false}
              aria-describedby={described}
              value={deployments}
              onInput={({ currentTarget }) => setDeployments(currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <Problem {...{ problem, words }} />
      <p class="acts">
        <button class="btn go" type="submit" disabled={busy}>
          {before === null ? own.add : own.save}
        </button>
        <button class="btn quiet" type="button" onClick={onCancel}>
          {own.cancel}
        </button>
      </p>
    </form>
  )
}

function pick(before: Platform | null): Partial<typeof NONE> {
  if (before === null) return {}
  const { name, issuer, clientId, authorizationUrl, tokenUrl, keysUrl } = before
  return { name, issuer, clientId, authorizationUrl, tokenUrl, keysUrl }
}

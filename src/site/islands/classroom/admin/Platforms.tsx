/** Learning platforms: our addresses for their pages, those that are registered, and which course leads to which class. */
import { useState } from 'preact/hooks'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import type { LtiContext, LtiPlatforms, Platform, PlatformTried } from '../../../../protocol/classroom/lti.ts'
import { call } from '../api.ts'
import { Copied } from '../Copied.tsx'
import { Box, Problem } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import type { Own } from './People.tsx'
import { PlatformForm } from './PlatformForm.tsx'

const OURS = ['loginUrl', 'launchUrl', 'deepLinkingUrl', 'keysUrl'] as const

export function Platforms({ words, own }: Omit<Own, 'locale'>) {
  const asked = useAsked<LtiPlatforms>('lti/platforms')
  /** `new`, or the id of the one that is changed. */
  const [editing, setEditing] = useState<string | null>(null)
  const { tool, platforms, contexts } = asked.data ?? { tool: null, platforms: [], contexts: [] }
  const done = () => {
    setEditing(null)
    void asked.again()
  }
  const form = { words, own, onDone: done, onCancel: () => setEditing(null) }
  return (
    <div class="stack">
      <Problem problem={asked.problem} words={words} />
      {tool && (
        <Box title={own.ours}>
          <div class="pad">
            <p class="leadin">{own.oursText}</p>
            <dl class="urls">
              {OURS.map((name) => (
                <div key={name}>
                  <dt>{own[name]}</dt>
                  <dd>
                    <Copied text={tool[name]} words={words} of={own[name]} />
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </Box>
      )}
      {asked.data && (
        <Box title={own.platforms} count={platforms.length}>
          {platforms.length === 0 && editing === null && <p class="pad">{own.noPlatforms}</p>}
          <ul class="everybody">
            {platforms.map((one) => (
              <li key={one.id}>
                {editing === one.id ? (
                  <PlatformForm before={one} {...form} />
                ) : (
                  <One platform={one} {...{ words, own }} onEdit={() => setEditing(one.id)} onChanged={asked.again} />
                )}
              </li>
            ))}
          </ul>
          {editing === 'new' ? (
            <PlatformForm before={null} {...form} />
          ) : (
            <p class="pad">
              <button class="btn go" type="button" onClick={() => setEditing('new')}>
                {own.newPlatform}
              </button>
            </p>
          )}
        </Box>
      )}
      {asked.data && <Contexts {...{ contexts, platforms, words, own }} onChanged={asked.again} />}
    </div>
  )
}

type OneProps = Omit<Own, 'locale'> & { platform: Platform; onEdit(): void; onChanged(): Promise<void> }

function One({ platform: { id, name, issuer, clientId, deployments }, words, own, onEdit, onChanged }: OneProps) {
  const [tried, setTried] = useState<PlatformTried | null>(null)
  const { busy, problem, run } = useActing()
  const path = `lti/platforms/${id}`
  return (
    <>
      <div class="line">
        <span class="who">
          <b>{name}</b>
          <small>
            {issuer} · {clientId} · {deployments.join(', ')}
          </small>
        </span>
        <span class="rowacts">
          <button
            class="btn"
            type="button"
            disabled={busy}
            onClick={() => void run(async () => setTried(await call<PlatformTried>('POST', `${path}/test`)))}
          >
            {own.test}
            <span class="sr"> ({name})</span>
          </button>
          <button class="btn" type="button" disabled={busy} onClick={onEdit}>
            {own.edit}
            <span class="sr"> ({name})</span>
          </button>
          <button
            class="btn quiet"
            type="button"
            disabled={busy}
            onClick={() => {
              if (confirm(own.removeSure(name))) void run(() => call('DELETE', path).then(onChanged))
            }}
          >
            {own.remove}
            <span class="sr"> ({name})</span>
          </button>
        </span>
      </div>
      <Problem {...{ problem, words }} />
      {tried && (
        <ul class="tried pad" role="status">
          <li class={tried.keys.ok ? 'fine' : 'wrong'}>
            {tried.keys.ok ? own.keysFine(tried.keys.answer) : own.keysWrong(tried.keys.answer)}
          </li>
          <li class={tried.token.ok ? 'fine' : 'wrong'}>
            {tried.token.ok ? own.tokenFine : own.tokenWrong(tried.token.answer)}
          </li>
        </ul>
      )}
    </>
  )
}

type ContextsProps = Omit<Own, 'locale'> & {
  contexts: LtiContext[]
  platforms: Platform[]
  onChanged(): Promise<void>
}

function Contexts({ contexts, platforms, words, own, onChanged }: ContextsProps) {
  const cohorts = useAsked<{ cohorts: Cohort[] }>('all-cohorts')
  const { busy, problem, run } = useActing()
  const open = cohorts.data?.cohorts.filter(({ archivedAt }) => archivedAt === null) ?? []
  const nameOf = (id: string) => platforms.find((one) => one.id === id)?.name ?? id
  return (
    <Box title={own.contexts} count={contexts.length}>
      <p class="pad">{contexts.length === 0 ? own.noContexts : own.contextsText}</p>
      <Problem problem={problem ?? cohorts.problem} words={words} />
      {contexts.length > 0 && (
        <div class="wide">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{own.context}</th>
                <th scope="col">{own.leadsTo}</th>
              </tr>
            </thead>
            <tbody>
              {contexts.map(({ platform, context, cohort }) => (
                <tr key={`${platform} ${context}`}>
                  <th scope="row">
                    <span class="mono">{context}</span>
                    <small>{nameOf(platform)}</small>
                  </th>
                  <td>
                    <select
                      aria-label={own.leads(context)}
                      value={cohort.id}
                      disabled={busy}
                      onChange={({ currentTarget }) => {
                        const sent = { context, cohort: currentTarget.value }
                        void run(() => call('PUT', `lti/platforms/${platform}/contexts`, sent)).then(onChanged)
                      }}
                    >
                      {[
                        ...new Map([[cohort.id, cohort.title], ...open.map((one) => [one.id, one.title] as const)]),
                      ].map(([id, title]) => (
                        <option key={id} value={id}>
                          {title}
                        </option>
                      ))}
                    </select>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Box>
  )
}

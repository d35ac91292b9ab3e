/** Lines above the panes: reduced mode, a lost connection, our fault, two versions of one text. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { BridgeClient } from '../../bridge-client.ts'
import type { Words } from '../i18n.ts'
import type { Document } from './document.ts'
import { Icon, type IconName } from './icons.tsx'
import { steadyNow } from './steady.ts'

type NoticeProps = {
  kind: 'warn' | 'plain' | 'fault'
  icon: IconName
  title: string
  text: string
  children?: preact.ComponentChildren
}

export function Notice({ kind, icon, title, text, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`}>
      <Icon name={icon} />
      <p>
        <b>{title}</b> {text}
      </p>
      {children}
    </div>
  )
}

type ConnectionNoticeProps = { bridge: BridgeClient | null; words: Words; children?: preact.ComponentChildren }

/** `children`: what can be done meanwhile. */
export function ConnectionNotice({ bridge, words, children }: ConnectionNoticeProps) {
  const now = useSignal(0)
  const offline = useComputed(() => bridge?.connection.value.state === 'offline')
  useEffect(() => {
    const timer = setInterval(() => {
      if (offline.value) now.value = steadyNow()
    }, 500)
    return () => clearInterval(timer)
  }, [])
  const connection = bridge?.connection.value
  if (!bridge || connection?.state !== 'offline') return null
  const seconds = Math.max(0, Math.ceil((connection.retryAt - Math.max(now.value, steadyNow())) / 1_000))
  const [title, text] = connection.never
    ? [words.neverTitle, words.neverText(seconds)]
    : [words.offlineTitle, words.offlineText(seconds)]
  return (
    <Notice kind="plain" icon="idle" title={title} text={text}>
      <button type="button" class="btn" onClick={() => bridge.retryNow()}>
        {words.tryNow}
      </button>
      {children}
    </Notice>
  )
}

export function TierNotice({ bridge, text, words }: { bridge: BridgeClient | null; text: string; words: Words }) {
  const connection = bridge?.connection.value
  if (connection?.tier !== 'reduced') return null
  return <Notice kind="warn" icon="warn" title={words.reducedTitle} text={`${text} ${connection.reason ?? ''}`} />
}

export function FaultNotice({ problem, words }: { problem: { code: string; message: string } | null; words: Words }) {
  const copied = useSignal(false)
  if (!problem) return null
  const { code, message } = problem
  const copy = async () => {
    await navigator.clipboard.writeText(`${code}: ${message}\n${location.href}\n${navigator.userAgent}`)
    copied.value = true
  }
  return (
    <Notice kind="fault" icon="cross" title={words.faultTitle} text={words.faultText(code, message)}>
      <button type="button" class="btn" onClick={copy}>
        {copied.value ? words.copied : words.copyDetails}
      </button>
    </Notice>
  )
}

export function ConflictNotices({ documents, words }: { documents: Document[]; words: Words }) {
  return (
    <>
      {documents
        .filter((document) => document.state.value.conflict)
        .map((document) => (
          <Notice
            key={document.target.file}
            kind="warn"
            icon="pencil"
            title={words.conflictTitle}
            text={words.conflictText(document.target.file)}
          >
            <button type="button" class="btn" onClick={() => document.choose('mine')}>
              {words.keepMine}
            </button>
            <button type="button" class="btn" onClick={() => document.choose('theirs')}>
              {words.takeTheirs}
            </button>
          </Notice>
        ))}
    </>
  )
}

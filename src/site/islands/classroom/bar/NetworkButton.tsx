/** In a lesson's bar while the class network is open. What it opens is loaded then. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { NetworkView } from '../../../../protocol/classroom/network.ts'
import { call } from '../api.ts'
import type { BarWords } from './words.ts'

type PanelProps = { cohort: string; locale: Locale }
/** `news`: another number whenever something of the network has changed. */
type Props = PanelProps & { words: BarWords; news: number }

export function NetworkButton({ cohort, locale, words, news }: Props) {
  const [view, setView] = useState<NetworkView | null>(null)
  const [Panel, setPanel] = useState<ComponentType<PanelProps> | null>(null)
  const [shown, setShown] = useState(false)
  useEffect(() => {
    call<NetworkView>('GET', `cohorts/${cohort}/network`).then(setView, () => {})
  }, [cohort, news])
  if (!view?.open) return null
  const toggle = async () => {
    setShown(!shown)
    if (Panel !== null) return
    const { default: loaded } = await import('./NetworkPanel.tsx')
    setPanel(() => loaded)
  }
  const { own, as, members } = view
  return (
    <>
      <button
        class="btn"
        type="button"
        aria-expanded={shown}
        aria-controls="class-network"
        onClick={() => void toggle()}
      >
        {own ? words.inNetwork(as, members.length) : words.network(members.length)}
      </button>
      <section id="class-network" class="cnetwork" aria-label={words.networkTitle} hidden={!shown}>
        {shown && Panel && <Panel cohort={cohort} locale={locale} />}
      </section>
    </>
  )
}

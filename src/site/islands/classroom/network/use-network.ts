/** A cohort's class network as it is told live, with its packets. Browser only. */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { NetworkView } from '../../../../protocol/classroom/network.ts'
import { follow } from '../live.ts'
import type { Capture } from './capture.ts'

export type Timeline = { capture: Capture; Shown: ComponentType<{ capture: Capture; locale: Locale }> }

export type Network = {
  /** Null until it is told. */
  view: NetworkView | null
  /** Null until it is loaded, which is once the network is open. */
  timeline: Timeline | null
  live: boolean
}

export function useNetwork(cohort: string): Network {
  const [view, setView] = useState<NetworkView | null>(null)
  const [timeline, setTimeline] = useState<Timeline | null>(null)
  const [live, setLive] = useState(true)
  useEffect(() => {
    const loading = loader(setTimeline)
    const end = follow(cohort, {
      onState: setLive,
      onEvent: () => {},
      onNetwork(told) {
        if (told.type === 'network') setView(told.network)
        if (told.type === 'network' && !told.network.open) return
        void loading().then(({ capture }) => {
          if (told.type === 'packets') capture.add(told)
          else capture.know(told.network)
        })
      },
    })
    return end
  }, [cohort])
  return { view, timeline, live }
}

function loader(put: (timeline: Timeline) => void): () => Promise<Timeline> {
  let loading: Promise<Timeline> | null = null
  return () => {
    loading ??= Promise.all([import('./capture.ts'), import('./ClassPackets.tsx')]).then(([{ Capture }, shown]) => {
      const timeline = { capture: new Capture(), Shown: shown.default }
      put(timeline)
      return timeline
    })
    return loading
  }
}

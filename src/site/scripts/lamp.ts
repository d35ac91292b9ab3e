/** The lab lamp: asks /api/health once, then follows the `wirebook:status` events of the open connection. */
import type { Tier } from '../../protocol/lab.ts'

type State = 'connecting' | 'ready' | 'reduced' | 'offline' | 'absent'
type Status = { state: string; tier?: Tier; reason?: string | null }

const lamp = document.querySelector<HTMLElement>('.lamp')
if (lamp) follow(lamp)

function follow(place: HTMLElement): void {
  const words = JSON.parse(place.dataset.words!) as Record<State | 'absentWhy', string>
  const label = place.querySelector<HTMLElement>('[data-lamp]')!
  let connected = false
  const show = (state: State, why = '') => {
    place.dataset.state = state
    if (label.textContent !== words[state]) label.textContent = words[state]
    place.title = why
  }
  document.addEventListener('wirebook:status', (event) => {
    const { state, tier, reason } = (event as CustomEvent<Status>).detail
    connected = true
    if (state === 'offline') show('offline', reason ?? '')
    else if (state === 'ready') show(tier === 'reduced' ? 'reduced' : 'ready', reason ?? '')
  })
  if (document.documentElement.dataset.static !== undefined) {
    show('absent', words.absentWhy)
    return
  }
  fetch(`${document.documentElement.dataset.base}api/health`)
    .then((response) => response.json() as Promise<{ ok: boolean; tier?: Tier; classroom?: true }>)
    .then(({ ok, tier, classroom }) => {
      if (!ok) throw ok
      if (classroom) import('../islands/classroom/bar/enter.ts').then((bar) => bar.open())
      if (!connected) show(tier === 'reduced' ? tier : 'ready')
    })
    .catch(() => {
      if (!connected) show('absent', words.absentWhy)
    })
}

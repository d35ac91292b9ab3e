/** The notice as a panel of the editor. */
import type { Extension } from '@codemirror/state'
import { type Panel, showPanel } from '@codemirror/view'
import { render } from 'preact'
import { StarterChanged, type StarterChangedProps } from './StarterChanged.tsx'

export function starterPanel(props: StarterChangedProps): Extension {
  return showPanel.of((): Panel => {
    const dom = document.createElement('div')
    dom.className = 'starter-changed'
    render(<StarterChanged {...props} />, dom)
    return { dom, top: true, destroy: () => render(null, dom) }
  })
}

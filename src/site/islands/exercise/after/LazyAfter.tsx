/** What can be looked at after an attempt: loaded when there is one. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { AfterProps } from './After.tsx'

export function LazyAfter(props: AfterProps) {
  const Loaded = useSignal<ComponentType<AfterProps> | null>(null)
  useSignalEffect(() => {
    if (props.model.attempts.value.length > 0 && !Loaded.peek())
      void import('./After.tsx').then(({ After }) => {
        Loaded.value = After
      })
  })
  return Loaded.value && <Loaded.value {...props} />
}

/** The list of versions, loaded when it is first opened: few readers open it. */
import { useSignal } from '@preact/signals'
import type { ComponentProps, ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Versions } from './Versions.tsx'

type Props = ComponentProps<typeof Versions>

export function LazyVersions(props: Props) {
  const List = useSignal<ComponentType<Props> | null>(null)
  useEffect(() => {
    void import('./Versions.tsx').then(({ Versions: loaded }) => {
      List.value = loaded
    })
  }, [])
  return List.value && <List.value {...props} />
}

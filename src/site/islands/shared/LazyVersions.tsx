/** The list of versions, loaded when it is first opened: few readers open it. */
import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { VersionsProps } from './versions/Versions.tsx'

export function LazyVersions(props: VersionsProps) {
  const List = useSignal<ComponentType<VersionsProps> | null>(null)
  useEffect(() => {
    void import('./versions/Versions.tsx').then(({ Versions: loaded }) => {
      List.value = loaded
    })
  }, [])
  return List.value && <List.value {...props} />
}

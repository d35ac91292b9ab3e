/** A learner's text, read only: plain at once, highlighted when the editor's own look is loaded. */
import { useEffect, useRef } from 'preact/hooks'

export function Code({ file, text }: { file: string; text: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let end: (() => void) | null = null
    let left = false
    import('./read-only.ts').then(
      ({ openReadOnly }) => {
        const parent = place.current
        if (left || !parent) return
        parent.replaceChildren()
        end = openReadOnly(parent, text, file)
      },
      () => {}, // out of reach: it stays as plain as it is
    )
    return () => {
      left = true
      end?.()
    }
  }, [text, file])
  return (
    <figure class="codeshown">
      <figcaption class="mono">{file}</figcaption>
      <div ref={place}>
        <pre>{text}</pre>
      </div>
    </figure>
  )
}

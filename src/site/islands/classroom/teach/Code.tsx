/**
 * A learner's text, read only: plain at once, with line numbers and inks when it comes into sight. Not before: an editor
 * that nobody sees cannot measure its lines, and numbers them by estimates.
 */
import { useEffect, useRef } from 'preact/hooks'

export function Code({ file, text }: { file: string; text: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let end: (() => void) | null = null
    let left = false
    const open = () =>
      import('./read-only.ts').then(
        ({ openReadOnly }) => {
          const parent = place.current
          if (left || !parent) return
          parent.replaceChildren()
          end = openReadOnly(parent, text, file)
        },
        () => {}, // out of reach: it stays as plain as it is
      )
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      sight.disconnect()
      void open()
    })
    if (place.current) sight.observe(place.current)
    return () => {
      left = true
      sight.disconnect()
      end?.()
    }
  }, [text, file])
  return (
    <figure class="codeshown">
      <figcaption class="mono">{file}</figcaption>
      <div ref={place}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
        <section tabIndex={0} aria-label={file}>
          <pre>{text}</pre>
        </section>
      </div>
    </figure>
  )
}

/** The decoders of applications, loaded when a payload is first looked at. */
import { signal } from '@preact/signals'

type Decoders = typeof import('../../../../../wire/application/application.ts')

const loaded = signal<Decoders | null>(null)
let asked = false

/** Null until they are there: what reads it is drawn again then. */
export function decoders(): Decoders | null {
  if (!asked) {
    asked = true
    import('../../../../../wire/application/application.ts').then(
      (found) => {
        loaded.value = found
      },
      // Out of reach: the next look asks again.
      () => {
        asked = false
      },
    )
  }
  return loaded.value
}

import type { ComponentChildren } from 'preact'
import type { Lab, Locale } from '../../../course/schema.ts'

export type LabBenchProps = {
  /** `<unit>/<slug>`. */
  id: string
  locale: Locale
  lab: Lab
  /** File name -> text as shipped. */
  files: Record<string, string>
  /** The first program's code, highlighted, shown until the editor is there. */
  children?: ComponentChildren
}

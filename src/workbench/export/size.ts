/** How many bytes some fields take, as an expression of the generated code. */
import type { PlannedField, PlannedFill } from '../plan.ts'

/** `fillSize`: of one filled field, bytes that are known beforehand, and what stands for the others. */
export function sizeText(
  fields: readonly PlannedField[],
  fillSize: (field: PlannedFill) => { fixed: number; loose?: string },
): string {
  let fixed = 0
  const loose: string[] = []
  for (const field of fields) {
    if (field.kind === 'number') fixed += field.width
    else if (field.kind === 'crc32') fixed += 4
    else if (field.kind === 'magic') fixed += field.bytes.length
    else {
      const size = fillSize(field)
      fixed += size.fixed
      if (size.loose !== undefined) loose.push(size.loose)
    }
  }
  return [...(fixed > 0 || loose.length === 0 ? [String(fixed)] : []), ...loose].join(' + ')
}

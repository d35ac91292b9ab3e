/** Names of the generated TypeScript. Locals have suffixes that no two fields can share. */
import type { PlannedField } from '../plan.ts'

/** `MAX_PAYLOAD` of `payload`. */
export function maxName({ name }: PlannedField): string {
  return `MAX_${name.replaceAll(/([A-Z])/g, '_$1').toUpperCase()}`
}

/** `WsFrame` of `wsFrame`. */
export function typeName(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

/** 1048576 as `1_048_576`. */
export function numeral(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')
}

/** `[0x0d, 0x0a]`. */
export function byteList(bytes: Uint8Array): string {
  return `[${Array.from(bytes, (byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', ')}]`
}

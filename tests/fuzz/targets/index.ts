import type { Target } from '../target.ts'
import { MESSAGES_IN } from './messages.ts'
import { PACKED } from './packed.ts'
import { TEXTS_IN } from './texts.ts'
import { WIRE } from './wire.ts'

/** Every parser of what others may write. */
export const TARGETS: readonly Target[] = [...MESSAGES_IN, ...TEXTS_IN, ...PACKED, ...WIRE]

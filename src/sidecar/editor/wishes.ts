/** What the language server asks of an editor, and our answers: it gets no settings, and may register what it likes. */
import { EDITOR_ERROR } from '../../protocol/editor.ts'
import type { Json } from './answers.ts'

/** `refresh`: whatever it has told of diagnostics is to be asked for again. */
export function answerWish(method: string, params: Json | undefined): { answer: object; refresh?: true } {
  switch (method) {
    case 'workspace/configuration':
      return { answer: { result: itemsOf(params).map(() => null) } }
    case 'client/registerCapability':
    case 'client/unregisterCapability':
    case 'window/workDoneProgress/create':
      return { answer: { result: null } }
    case 'workspace/diagnostic/refresh':
      return { answer: { result: null }, refresh: true }
    default:
      return { answer: { error: { code: EDITOR_ERROR.methodUnknown, message: 'not offered' } } }
  }
}

function itemsOf(params: Json | undefined): Json[] {
  return typeof params === 'object' && params !== null && !Array.isArray(params) && Array.isArray(params.items)
    ? params.items
    : []
}

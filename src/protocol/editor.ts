/**
 * What a page's editors and the language server say to each other on /ws/editor: JSON-RPC 2.0, one message a WebSocket
 * message, and of the Language Server Protocol 3.17 the part that is listed here. Documents are named by what they are
 * in the course, never by a path of the machine.
 */
import { z } from 'zod'
import { parseJson } from './json.ts'
import { MESSAGE_LIMITS, type Target } from './messages.ts'

export const EDITOR_PATH = '/ws/editor'

export const EDITOR_LIMITS = {
  /** Documents that one page may have open. */
  documents: 64,
  /** Questions of one page that wait for their answer. */
  pending: 32,
  /** Characters of a new name. */
  name: 200,
}

/** JSON-RPC and LSP error codes that a page meets. */
export const EDITOR_ERROR = {
  methodUnknown: -32601,
  parameters: -32602,
  tooMany: -32000,
  /** The language server is starting, or starting again; a `wirebook/state` follows. LSP's ServerCancelled. */
  notNow: -32802,
  failed: -32803,
} as const

/** Told with `wirebook/state`. `ready` means: what was asked before may be asked again. */
export type EditorState = 'ready' | 'restarting' | 'off'

/** `file:///labs/tcp/handshake-1/server.ts` */
const DOCUMENT = /^file:\/\/\/(labs|exercises)\/([a-z0-9-]{1,40}\/[a-z0-9-]{1,60})\/([a-z0-9][a-z0-9.-]{0,60})$/
/** Declarations of libraries: to be named, not to be opened. `library:///wirebook/socket/socket.d.ts` */
export const LIBRARY = 'library:///'

export function documentUri({ kind, id, file }: Target): string {
  return `file:///${kind}s/${id}/${file}`
}

export function targetOf(uri: string): Target | null {
  const [, kind, id, file] = DOCUMENT.exec(uri) ?? []
  if (id === undefined || file === undefined) return null
  return { kind: kind === 'labs' ? 'lab' : 'exercise', id, file }
}

const Id = z.union([z.number().int(), z.string().max(64)])
const Version = z.number().int()
const Count = z.number().int().min(0).max(1_000_000)
const Text = z.string().max(MESSAGE_LIMITS.text)
const Document = z.object({ uri: z.string().regex(DOCUMENT) })
const At = z.object({ textDocument: Document, position: z.object({ line: Count, character: Count }) })
const Trigger = { triggerKind: z.number().int(), triggerCharacter: z.string().max(4).optional() }

const request = <M extends string, P extends z.ZodType>(method: M, params: P) =>
  z.object({ id: Id, method: z.literal(method), params })
const notification = <M extends string, P extends z.ZodType>(method: M, params: P) =>
  z.object({ method: z.literal(method), params })

export const EditorQuestion = z.discriminatedUnion('method', [
  request('textDocument/completion', At.extend({ context: z.object(Trigger).optional() })),
  /** An item of the completion told last, by its label: its documentation. */
  request('completionItem/resolve', z.object({ label: z.string().max(1_000) })),
  request('textDocument/hover', At),
  request(
    'textDocument/signatureHelp',
    At.extend({ context: z.object({ ...Trigger, isRetrigger: z.boolean() }).optional() }),
  ),
  request('textDocument/diagnostic', z.object({ textDocument: Document })),
  request('textDocument/definition', At),
  request('textDocument/rename', At.extend({ newName: z.string().min(1).max(EDITOR_LIMITS.name) })),
  request(
    'textDocument/formatting',
    z.object({ textDocument: Document, options: z.object({ tabSize: Count, insertSpaces: z.boolean() }) }),
  ),
])
export type EditorQuestion = z.infer<typeof EditorQuestion>

export const EditorMessage = z.discriminatedUnion('method', [
  request('initialize', z.unknown()),
  notification('initialized', z.unknown()),
  notification('$/cancelRequest', z.object({ id: Id })),
  notification('textDocument/didOpen', z.object({ textDocument: Document.extend({ version: Version, text: Text }) })),
  /** The whole text each time, so that it is known where the language server is started again. */
  notification(
    'textDocument/didChange',
    z.object({
      textDocument: Document.extend({ version: Version }),
      contentChanges: z.array(z.object({ text: Text }).strict()).length(1),
    }),
  ),
  notification('textDocument/didClose', z.object({ textDocument: Document })),
  ...EditorQuestion.options,
])
export type EditorMessage = z.infer<typeof EditorMessage>
export type MessageId = z.infer<typeof Id>

export type EditorParse =
  | { ok: true; message: EditorMessage }
  | { ok: false; id: MessageId | null; code: number; message: string }

const Envelope = z.object({ id: Id.optional(), method: z.string() })

/** Text of a WebSocket message to an EditorMessage, or the JSON-RPC error to answer with. Never throws. */
export function parseEditorMessage(text: string): EditorParse {
  const refused = (code: number, message: string, id: MessageId | null = null) =>
    ({ ok: false, id, code, message }) as const
  let json: unknown
  try {
    json = parseJson(text)
  } catch {
    return refused(-32700, 'the message is not JSON')
  }
  const result = EditorMessage.safeParse(json)
  if (result.success) return { ok: true, message: result.data }
  const envelope = Envelope.safeParse(json)
  if (!envelope.success) return refused(-32600, 'the message is no JSON-RPC request')
  const { id = null, method } = envelope.data
  const known = EditorMessage.options.some((option) => option.shape.method.value === method)
  if (!known) return refused(EDITOR_ERROR.methodUnknown, `${method.slice(0, 60)} is not offered`, id)
  const issue = result.error.issues[0]!
  return refused(EDITOR_ERROR.parameters, `${issue.path.join('.')}: ${issue.message}`, id)
}

/**
 * The page's one way to the language server: a socket of its own at /ws/editor, open while the lab is in reach. Nothing
 * that is typed waits for it.
 */
import { LSPClient, type Transport } from '@codemirror/lsp-client'
import { EDITOR_PATH, type EditorState } from '../../../../protocol/editor.ts'
import { type BridgeClient, bridge, type Socket, socketTo } from '../../../bridge-client.ts'
import { CourseWorkspace } from './course-workspace.ts'
import { highlighted, sanitized } from './prose.ts'

export const LINK_LIMITS = {
  /** Waits before the socket is opened again, ms; the last one repeats. */
  backoffMs: [500, 1_000, 2_000, 5_000, 15_000, 30_000],
  /** A question without an answer after this time has none, ms. The first one waits for the server to start. */
  answerMs: 30_000,
}

export class LanguageLink {
  readonly client: LSPClient
  readonly workspace: CourseWorkspace
  readonly #bridge: BridgeClient
  readonly #openSocket: () => Socket
  #socket: Socket | null = null
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(bridge: BridgeClient, openSocket: () => Socket) {
    this.#bridge = bridge
    this.#openSocket = openSocket
    let workspace!: CourseWorkspace
    this.client = new LSPClient({
      timeout: LINK_LIMITS.answerMs,
      workspace: (client) => {
        workspace = new CourseWorkspace(client)
        return workspace
      },
      sanitizeHTML: sanitized,
      highlightLanguage: highlighted,
      notificationHandlers: { 'wirebook/state': (_client, { state }: { state: EditorState }) => this.#told(state) },
    })
    this.workspace = workspace
    bridge.connection.subscribe(({ state }) => {
      if (state === 'ready') this.#open()
    })
  }

  #open(): void {
    if (this.#socket) return
    clearTimeout(this.#timer)
    const socket = this.#openSocket()
    const listeners = new Set<(text: string) => void>()
    const transport: Transport = {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
      },
      subscribe: (listener) => void listeners.add(listener),
      unsubscribe: (listener) => void listeners.delete(listener),
    }
    this.#socket = socket
    socket.onopen = () => {
      this.client.connect(transport)
      this.client.initializing.then(
        () => {
          this.#tries = 0
          this.workspace.lookAgain()
        },
        () => {}, // there is no language server here, or not yet: `wirebook/state` will tell
      )
    }
    socket.onmessage = ({ data }) => {
      for (const listener of listeners) listener(String(data))
    }
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost()
    }
  }

  #lost(): void {
    this.#socket = null
    this.client.initializing.catch(() => {})
    this.client.disconnect()
    this.client.initializing.catch(() => {})
    this.workspace.lookAgain()
    const { backoffMs } = LINK_LIMITS
    const wait = backoffMs[Math.min(this.#tries, backoffMs.length - 1)]!
    this.#tries += 1
    this.#timer = setTimeout(() => {
      if (this.#bridge.ready) this.#open()
    }, wait)
  }

  #told(state: EditorState): boolean {
    // It had refused to start when this page greeted it: greet again.
    if (state === 'ready' && !this.client.serverCapabilities) this.#socket?.close()
    else if (state === 'ready') this.workspace.lookAgain()
    return true
  }
}

let page: LanguageLink | null = null

/** The one of this page. Browser only. */
export function languageLink(): LanguageLink {
  page ??= new LanguageLink(bridge(), () => socketTo(EDITOR_PATH))
  return page
}

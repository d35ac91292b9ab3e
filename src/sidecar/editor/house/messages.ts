/**
 * Between the sidecar and the house: frames of LSP. Those whose body begins with `{"wirebook":` are for the house; all
 * others are the language server's own, and go through as they are, in order.
 */

export type ToHouse =
  /** Starts the language server; the one before has ended. */
  | { wirebook: 'start' }
  /** Ends it. `ended` follows. */
  | { wirebook: 'kill' }
  /** Written under the documents' folder: path -> text. */
  | { wirebook: 'write'; files: Record<string, string> }
  /** A client's folder is taken away. */
  | { wirebook: 'remove'; folder: string }

export type FromHouse =
  | {
      wirebook: 'ready'
      /** How the language server is kept from the machine's disk; null: it is not. */
      contained: 'rootview' | 'bubblewrap' | null
      /** Where the language server finds the documents' folder. */
      clients: string
      /** Folders of declarations, as the language server may name them -> what they are called. */
      libraries: Record<string, string>
    }
  | { wirebook: 'unable'; code: string; message: string }
  | { wirebook: 'ended'; how: string; limit: 'memory' | null }

export type HouseOptions = { contained: boolean }

const MARK = Buffer.from('{"wirebook":')

export function isForHouse(body: Buffer): boolean {
  return body.subarray(0, MARK.length).equals(MARK)
}

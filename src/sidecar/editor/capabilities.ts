/** What we tell the language server that we can do, and what of its abilities a page is offered. */
import type { Json } from './answers.ts'

const DOCUMENTATION = ['markdown', 'plaintext']

/** Of the request `initialize`. No process id: the server would look for that process, and it is in another world. */
export const INITIALIZE = {
  processId: null,
  rootUri: null,
  workspaceFolders: null,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: {
      synchronization: {},
      completion: {
        contextSupport: true,
        completionItem: {
          documentationFormat: DOCUMENTATION,
          resolveSupport: { properties: ['documentation', 'detail'] },
        },
        completionList: { itemDefaults: ['commitCharacters', 'editRange', 'insertTextFormat'] },
      },
      hover: { contentFormat: DOCUMENTATION },
      signatureHelp: {
        contextSupport: true,
        signatureInformation: {
          documentationFormat: DOCUMENTATION,
          parameterInformation: { labelOffsetSupport: true },
          activeParameterSupport: true,
        },
      },
      diagnostic: { relatedDocumentSupport: false },
      definition: {},
      rename: {},
      formatting: {},
    },
  },
}

/** Whole texts, whatever the server could do: the latest of each document has to be known here. */
export function offered(result: Json): object {
  const capabilities = member(result, 'capabilities')
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: 1 },
      completionProvider: { triggerCharacters: triggers(member(capabilities, 'completionProvider')) },
      signatureHelpProvider: { triggerCharacters: triggers(member(capabilities, 'signatureHelpProvider')) },
      hoverProvider: true,
      definitionProvider: true,
      renameProvider: true,
      documentFormattingProvider: true,
    },
  }
}

function triggers(provider: Json): Json {
  const characters = member(provider, 'triggerCharacters')
  return Array.isArray(characters) ? characters : []
}

function member(value: Json, key: string): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value[key] ?? null) : null
}

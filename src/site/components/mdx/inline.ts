/** Option texts are attributes, not Markdown: `code` in backticks and *emphasis* are all they need. */
const MARKED = /`([^`]+)`|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g

export function inlineCode(text: string): string {
  return escapeHtml(text).replace(MARKED, (_, code?: string, stressed?: string) =>
    code === undefined ? `<em>${stressed}</em>` : `<code>${code}</code>`,
  )
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

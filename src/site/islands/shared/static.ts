/** Pages of a static export are served without a sidecar: what they show was recorded, and nothing is checked. */
export function isStatic(): boolean {
  return globalThis.document?.documentElement.dataset.static !== undefined
}

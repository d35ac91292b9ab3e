export function enterNetns(_path: string): void {
  throw new Error('not yet')
}

/** `10.0.0.1:80`, `[fd00::1]:80`: an address with a port, as flows name their ends. */
export function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

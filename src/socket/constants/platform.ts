/**
 * Numbers differ between systems. Linux's are those of its generic headers, which x86-64 and arm64 share; macOS's are
 * from XNU's headers (bsd/sys/socket.h, bsd/netinet/in.h, bsd/netinet/tcp.h) and have not been tried.
 */

/** What a system does not have. No call knows this number, so the kernel refuses it. */
export const MISSING = -1

export function either(linux: number, macos: number): number {
  return process.platform === 'darwin' ? macos : linux
}

/** Versions of TLS by their number on the wire (RFC 8446 §4.1.2 and before). */
export const VERSIONS: Record<number, string> = {
  768: 'SSL 3.0',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  771: 'TLS 1.2',
  772: 'TLS 1.3',
}

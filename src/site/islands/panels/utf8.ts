/** A text's characters with their UTF-8 bytes. */

export type Character = { text: string; bytes: number[] }

/** Header sizes of a UDP datagram over IPv4 and Ethernet, bytes (RFC 768, RFC 791 without options, IEEE 802.3). */
export const HEADERS = { ethernet: 14, ipv4: 20, udp: 8 }

/** By code point; a lone surrogate becomes U+FFFD, as TextEncoder makes it. */
export function characters(text: string): Character[] {
  const encoder = new TextEncoder()
  return [...text].map((character) => ({ text: character, bytes: [...encoder.encode(character)] }))
}

// A length of 4 bytes, and then that many bytes. 'le' is struct's 'i', signed; 'be' is '!I', unsigned.
export type Order = 'le' | 'be'

export const orderOf = (args: string[]): Order => (args.includes('order=be') ? 'be' : 'le')

export const lengthOf = (four: Buffer, order: Order): number =>
  order === 'be' ? four.readUInt32BE() : four.readInt32LE()

export function frame(payload: Uint8Array, order: Order): Buffer {
  const whole = Buffer.alloc(4 + payload.length)
  if (order === 'be') whole.writeUInt32BE(payload.length)
  else whole.writeInt32LE(payload.length)
  whole.set(payload, 4)
  return whole
}

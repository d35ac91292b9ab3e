/** How bytes look: colours repeat after six, and each has a pattern besides. */

/** Class of the field or message with this index. */
export const fillOf = (at: number): string => `by w${(at % 6) + 1}`

export const pair = (byte: number): string => byte.toString(16).padStart(2, '0')

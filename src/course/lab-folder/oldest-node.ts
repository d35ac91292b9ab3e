/** Node that runs TypeScript without a flag. */
export const OLDEST_NODE = '22.18'

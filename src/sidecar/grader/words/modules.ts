/** What a submission may import beside Node's own modules and its own files. */
export const EXERCISE_MODULES = ['wirebook/socket', 'wirebook/struct', 'wirebook/socketserver'] as const

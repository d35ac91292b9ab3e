/**
 * Entry of a child process: `one.ts FILE EXPORT [JSON]` measures what a file exports, so that measurements share neither
 * heap nor compiled code. The result goes to the parent.
 */
const [, , file, name, argument] = process.argv
const module = (await import(file!)) as Record<string, { measure(argument?: unknown): Promise<unknown> }>
const result = await module[name!]!.measure(argument === undefined ? undefined : (JSON.parse(argument) as unknown))
process.send!(result, undefined, undefined, () => process.exit(0))

export {}

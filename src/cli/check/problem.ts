/** Something in the course that is not as it must be. `where` is an id or a path within the repository. */
export type Problem = { code: string; where: string; message: string }

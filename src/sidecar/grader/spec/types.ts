/** What the learner's module and an exercise's driver look like from a spec: the same names, every result awaited. */

type Method = (...args: never[]) => unknown
type Constructor = abstract new (...args: never[]) => unknown
type Asynchronous<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never

/** An object that lives in the learner's process. Properties are read by awaiting them. */
export type RemoteObject<T> = {
  readonly [K in keyof T]: T[K] extends Method ? Asynchronous<T[K]> : Promise<Awaited<T[K]>>
}

export type Remote<M> = {
  readonly [K in keyof M]: M[K] extends new (
    ...args: infer A
  ) => infer T
    ? new (
        ...args: A
      ) => RemoteObject<T>
    : M[K] extends Constructor
      ? never
      : M[K] extends Method
        ? Asynchronous<M[K]>
        : Promise<Awaited<M[K]>>
}

/** A driver's function is (submission, ...args) => data; the spec calls it with args alone. */
export type RemoteDriver<D> = {
  readonly [K in keyof D]: D[K] extends (submission: never, ...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never
}

/** Numbers under their names in C and Python. */
export * from './constants/families.ts'
export * from './constants/flags.ts'
export * from './constants/names.ts'
export * from './constants/options.ts'
export * from './constants/protocols.ts'

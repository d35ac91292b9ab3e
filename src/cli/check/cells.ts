/** The reader of a lesson's cells: the site reads lessons too. */
export * from '../../course/cells.ts'

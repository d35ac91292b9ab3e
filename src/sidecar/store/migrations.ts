/** The store's tables, one step a version. Steps are final once released: a change is a new step. */
export const MIGRATIONS = [
  `create table texts (
     kind text not null, id text not null, file text not null,
     revision integer not null, text text not null, written_by text not null,
     aside integer not null default 0, at text not null,
     primary key (kind, id, file, revision)
   ) strict, without rowid;
   create table attempts (
     number integer primary key, exercise text not null, at text not null, attempt text not null
   ) strict;
   create index attempts_by_exercise on attempts (exercise, number);`,
]

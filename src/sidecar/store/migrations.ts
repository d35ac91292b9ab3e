/** The store's tables, one step a version. Steps are final once released: a change is a new step. */
export const MIGRATIONS = [
  `create table texts (
     kind text not null, id text not null, file text not null,
     revision integer not null, aside integer not null, written_by text not null, at text not null,
     text text not null,
     primary key (kind, id, file, revision)
   ) strict;
   create index texts_not_aside on texts (kind, id, file, revision) where aside = 0;
   create table attempts (
     number integer primary key, exercise text not null, at text not null, attempt text not null
   ) strict;
   create index attempts_by_exercise on attempts (exercise, number);`,
]

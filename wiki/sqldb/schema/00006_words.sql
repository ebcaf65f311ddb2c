-- A team's own thesaurus, an entry a row, in the form that it is written in.

-- +goose Up
CREATE TABLE synonyms (
  id    BIGINT PRIMARY KEY NOT NULL,
  added BIGINT NOT NULL,
  words TEXT   NOT NULL UNIQUE
);

-- Searches that found nothing or little, for all people together: no row tells who searched.
CREATE TABLE missed_searches (
  words TEXT   PRIMARY KEY NOT NULL,
  times BIGINT NOT NULL,
  last  BIGINT NOT NULL
);
CREATE INDEX missed_searches_times ON missed_searches (times, last);

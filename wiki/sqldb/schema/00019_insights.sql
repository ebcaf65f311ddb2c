-- What the team is shown of itself. All but page_days is rolled up from other tables by a job and could be made
-- anew from them. day counts from 1970-01-01 UTC. space 0: of no space; area 0: of no area.

-- +goose Up
ALTER TABLE asks ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX asks_changed ON asks (changed, id);
CREATE INDEX asks_at ON asks (at);

-- What became of an ask. until: when it is looked at again, 0 never.
CREATE TABLE insight_asks (
  ask      BIGINT PRIMARY KEY NOT NULL,
  day      BIGINT NOT NULL,
  space    BIGINT NOT NULL,
  area     BIGINT NOT NULL,
  fate     TEXT   NOT NULL,
  question BIGINT NOT NULL,
  until    BIGINT NOT NULL
);
CREATE INDEX insight_asks_fate ON insight_asks (fate, ask);
CREATE INDEX insight_asks_until ON insight_asks (until) WHERE until > 0;

-- Questions that people put to the team. answered: the day on which a person answered first, 0 while nobody has.
CREATE TABLE insight_questions (
  question BIGINT PRIMARY KEY NOT NULL,
  day      BIGINT NOT NULL,
  space    BIGINT NOT NULL,
  area     BIGINT NOT NULL,
  answered BIGINT NOT NULL
);

-- How many of what there were on a day.
CREATE TABLE insight_days (
  day   BIGINT NOT NULL,
  kind  TEXT   NOT NULL,
  space BIGINT NOT NULL,
  area  BIGINT NOT NULL,
  n     BIGINT NOT NULL,
  PRIMARY KEY (day, kind, space, area)
);

-- How often a page was opened: by nobody in particular.
CREATE TABLE page_days (
  day  BIGINT NOT NULL,
  page BIGINT NOT NULL,
  n    BIGINT NOT NULL,
  PRIMARY KEY (day, page)
);

-- The most of something, by space. page or question is 0.
CREATE TABLE insight_tops (
  kind     TEXT   NOT NULL,
  space    BIGINT NOT NULL,
  place    BIGINT NOT NULL,
  page     BIGINT NOT NULL,
  question BIGINT NOT NULL,
  n        BIGINT NOT NULL,
  PRIMARY KEY (kind, space, place)
);

CREATE TABLE insight_owners (
  space    BIGINT NOT NULL,
  owner    BIGINT NOT NULL,
  pages    BIGINT NOT NULL,
  verified BIGINT NOT NULL,
  PRIMARY KEY (space, owner)
);

-- What is asked for and not found. data is JSON text that only Go reads.
CREATE TABLE insight_gaps (
  id    BIGINT PRIMARY KEY NOT NULL,
  space BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  data  TEXT   NOT NULL
);
CREATE INDEX insight_gaps_score ON insight_gaps (score);

-- How far each of these has been rolled up.
CREATE TABLE insight_cursors (
  name  TEXT   PRIMARY KEY NOT NULL,
  value BIGINT NOT NULL,
  id    BIGINT NOT NULL
);

-- How many different people missed a search. who is a keyed hash of the person and the words: no row tells who
-- it was, nor which rows are of the same person.
CREATE TABLE missed_by (
  words TEXT NOT NULL,
  who   TEXT NOT NULL,
  PRIMARY KEY (words, who)
);

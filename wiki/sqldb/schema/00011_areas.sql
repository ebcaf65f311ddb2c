-- Who answers for what, and who was asked. Of an owner and a deputy the person or the group is named, the
-- other being 0. kind: space, subtree (page), tag (tag, in a space), topic (words; space 0).
-- expect in unit (hours or days); 0: what is usual.

-- +goose Up
CREATE TABLE areas (
  id           BIGINT PRIMARY KEY NOT NULL,
  kind         TEXT   NOT NULL,
  space        BIGINT NOT NULL,
  page         BIGINT NOT NULL,
  tag          TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  owner        BIGINT NOT NULL,
  owner_group  BIGINT NOT NULL,
  deputy       BIGINT NOT NULL,
  deputy_group BIGINT NOT NULL,
  team_group   BIGINT NOT NULL,
  expect       BIGINT NOT NULL,
  unit         TEXT   NOT NULL,
  created      BIGINT NOT NULL,
  updated      BIGINT NOT NULL,
  emergency    TEXT   NOT NULL,
  words        TEXT   NOT NULL
);
CREATE UNIQUE INDEX areas_place ON areas (kind, space, page, tag) WHERE kind <> 'topic';

-- Each time somebody was asked to answer a question: when, whom, as whose turn, by what right, and who
-- did it (0: the program). due is when the next one is asked; expect is what the asker was told.
CREATE TABLE question_steps (
  id         BIGINT PRIMARY KEY NOT NULL,
  question   BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  kind       TEXT   NOT NULL,
  person     BIGINT NOT NULL,
  team_group BIGINT NOT NULL,
  stands_for BIGINT NOT NULL,
  area       BIGINT NOT NULL,
  page       BIGINT NOT NULL,
  why        TEXT   NOT NULL,
  by_person  BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  due        BIGINT NOT NULL,
  expect     BIGINT NOT NULL
);
CREATE INDEX question_steps_question ON question_steps (question, id);

-- owner_group is asked as a whole; area is the one that the question belongs to; next_step is when to look
-- whether somebody else has to be asked, 0 for never.
ALTER TABLE questions ADD COLUMN owner_group BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN area BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN next_step BIGINT NOT NULL DEFAULT 0;
CREATE INDEX questions_next ON questions (next_step) WHERE next_step > 0;
CREATE INDEX questions_owner ON questions (owner, state) WHERE owner > 0;

-- How long answers took, in microseconds of working time, by the area of the question, or by its space where
-- it has none; and their rolled-up median.
CREATE TABLE reply_times (
  question BIGINT PRIMARY KEY NOT NULL,
  area     BIGINT NOT NULL,
  space    BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  took     BIGINT NOT NULL
);
CREATE INDEX reply_times_area ON reply_times (area, space, at);
CREATE TABLE reply_medians (
  area   BIGINT NOT NULL,
  space  BIGINT NOT NULL,
  number BIGINT NOT NULL,
  median BIGINT NOT NULL,
  PRIMARY KEY (area, space)
);

-- The last event that was followed.
CREATE TABLE routing_followed (
  seq BIGINT NOT NULL
);
INSERT INTO routing_followed (seq) VALUES (0);

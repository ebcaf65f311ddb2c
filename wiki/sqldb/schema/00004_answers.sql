-- What somebody who asked said is not the answer: for asks with this near key, neither the question nor
-- the section is offered first again. It carries no name; the ask that said it can take it back.

-- +goose Up
CREATE TABLE refusals (
  ask      BIGINT NOT NULL,
  near     TEXT   NOT NULL,
  question BIGINT NOT NULL,
  section  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (ask, question, section)
);
CREATE INDEX refusals_near ON refusals (near);
CREATE INDEX refusals_question ON refusals (question) WHERE question > 0;

-- How far answers can be trusted on the team's own solved questions, as it was measured last: one row.
-- body is JSON text that only Go reads; seq is the last event that it knows.
CREATE TABLE answer_curves (
  id   BIGINT PRIMARY KEY NOT NULL,
  at   BIGINT NOT NULL,
  seq  BIGINT NOT NULL,
  body TEXT   NOT NULL
);

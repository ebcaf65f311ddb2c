-- What was measured at night. kind says of what: "whole" of everything, "team" of what everybody who
-- signed in may read. figures and lost are JSON text that only Go reads; lost are the wordings that did
-- not find their answer.

-- +goose Up
CREATE TABLE evaluations (
  id      BIGINT PRIMARY KEY NOT NULL,
  at      BIGINT NOT NULL,
  kind    TEXT   NOT NULL,
  figures TEXT   NOT NULL,
  lost    TEXT   NOT NULL
);
CREATE INDEX evaluations_kind ON evaluations (kind, at);

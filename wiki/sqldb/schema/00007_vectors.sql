-- What a model of the team's own makes of each section: int8 numbers of a direction, whose length means
-- nothing. fingerprint is that of the text that was sent.

-- +goose Up
CREATE TABLE section_vectors (
  section     BIGINT PRIMARY KEY NOT NULL,
  model       TEXT   NOT NULL,
  fingerprint TEXT   NOT NULL,
  codes       BYTEA  NOT NULL
);

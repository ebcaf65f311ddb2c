-- The text that was read out of attachments. sha256 and version say out of which bytes and by which
-- version of the reader: where they are not today's, the file is read again. state: read, waiting
-- (it failed and is tried again) or failed; reason is for people. A part is a document of the index.

-- +goose Up
CREATE TABLE extracts (
  attachment BIGINT PRIMARY KEY NOT NULL REFERENCES attachments (id) DEFERRABLE INITIALLY DEFERRED,
  sha256     TEXT   NOT NULL,
  version    BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  tries      BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  cut        BIGINT NOT NULL,
  reason     TEXT   NOT NULL,
  title      TEXT   NOT NULL
);
CREATE INDEX extracts_unread ON extracts (state, attachment) WHERE state <> 'read';

CREATE TABLE extract_parts (
  attachment BIGINT NOT NULL REFERENCES attachments (id) DEFERRABLE INITIALLY DEFERRED,
  part       BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  place      TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  PRIMARY KEY (attachment, part)
);

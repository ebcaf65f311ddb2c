-- What language the pages of a space are in whose own language is not known, as an ISO 639-1 code; '' where
-- nobody has said.

-- +goose Up
ALTER TABLE spaces ADD COLUMN lang TEXT NOT NULL DEFAULT '';

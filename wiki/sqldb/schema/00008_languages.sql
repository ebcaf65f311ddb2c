-- What language a page is in, as its front matter names it; '' where it does not say, and for pages that
-- have not been saved since. Search finds the language of these out from their text.

-- +goose Up
ALTER TABLE pages ADD COLUMN lang TEXT NOT NULL DEFAULT '';

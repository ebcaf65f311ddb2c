-- What was found when a link's section was compared with what the link recorded: judged is the fingerprint
-- of the section's text that was looked at, verdict what came of it (fresh, nearby, changed, gone; '' where
-- the two are the same). Both can be made again at any time from the texts of the link and the section.

-- +goose Up
ALTER TABLE answer_links ADD COLUMN judged TEXT NOT NULL DEFAULT '';
ALTER TABLE answer_links ADD COLUMN verdict TEXT NOT NULL DEFAULT '';

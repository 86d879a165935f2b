-- The hour of the first mail that was to carry it: a digest or a summary takes what earlier ones could not, and each is given
-- up once it has waited for long enough itself.
ALTER TABLE notice ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE notice SET since = coalesce ((SELECT created FROM mail WHERE id = notice.mail), 0);

-- Whether the portal offers an area. What is here lacks it: everything is asked for anew.
ALTER TABLE area ADD COLUMN portal INTEGER NOT NULL DEFAULT 0;
DELETE FROM meta WHERE key = 'cursor';

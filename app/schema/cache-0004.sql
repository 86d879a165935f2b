-- The version of a ticket's area. What is here lacks it: everything is asked for anew.
ALTER TABLE ticket ADD COLUMN area_v INTEGER NOT NULL DEFAULT 0;
DELETE FROM meta WHERE key = 'cursor';

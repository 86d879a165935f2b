-- Until when a closed ticket is kept. deletes: the last second of the last day, NULL: it is open, or was closed before there
-- was any such day, and nothing deletes it by itself. kept: it would be deleted soon, but its reporter wrote and nobody has
-- read it. warned: how many days before that day its advisor was told last, 0: not yet.
ALTER TABLE ticket ADD COLUMN deletes INTEGER CHECK (deletes IS NULL OR state = 'closed');
ALTER TABLE ticket ADD COLUMN kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
ALTER TABLE ticket ADD COLUMN warned INTEGER NOT NULL DEFAULT 0 CHECK (warned >= 0);
CREATE INDEX ticket_deletes ON ticket (deletes, id) WHERE deletes IS NOT NULL;

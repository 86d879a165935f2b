-- When a ticket was closed, until when it is kept, and whether that is put off: as the server says. 0: not, or it does not say.
ALTER TABLE ticket ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN deletes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;

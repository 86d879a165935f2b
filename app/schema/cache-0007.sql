-- Who proposes that a ticket be deleted, and whether it is on hold: what the server says, with the versions of both.
ALTER TABLE ticket ADD COLUMN deletion_by BLOB;
ALTER TABLE ticket ADD COLUMN deletion_v INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN hold_v INTEGER NOT NULL DEFAULT 0;

-- Whether the newest backup was encrypted to a key.
ALTER TABLE backup ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 0 CHECK (encrypted IN (0, 1));

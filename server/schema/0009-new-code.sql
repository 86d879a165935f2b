-- A ticket that somebody reported by name can get an inbox code: then its reporter's side is the inbox, as with an
-- anonymous one, and this says who it was.
ALTER TABLE ticket ADD COLUMN named BLOB REFERENCES account (user);

-- What this user has seen, on whichever device.
CREATE TABLE read_mark (
  ticket BLOB PRIMARY KEY,
  rv INTEGER NOT NULL,
  up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

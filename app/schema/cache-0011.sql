-- The account on the portal that a ticket came from, as the server says: its name, sealed under the local key. NULL: of none, or
-- it does not say.
ALTER TABLE ticket ADD COLUMN account BLOB;

-- a feed that was read without them has them no more
INSERT INTO meta (key, value) SELECT 'doubt', '1'
  WHERE EXISTS (SELECT 1 FROM ticket WHERE origin = 'signed-in' AND reporter IS NULL)
  ON CONFLICT (key) DO NOTHING;

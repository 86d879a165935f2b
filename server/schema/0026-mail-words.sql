-- Mail servers name the second of a reply. Of one that is there no word is kept where it took the mail; of an earlier one,
-- where it did not, the status alone ("550 5.1.1"): later ones are kept without what may tell a time.
UPDATE mail SET words = '', reason = '' WHERE state = 'sent';
UPDATE mail SET words = iif (words GLOB '???[ -][45].[0-9]*',
    substr (words, 1, 4) || substr (words, 5, min (7, instr (substr (words, 5) || ' ', ' ') - 1)), substr (words, 1, 3))
  WHERE words GLOB '[2-5][0-9][0-9]*';

-- Nor do times: they are hours, as those that are written now.
UPDATE mail SET due = due - due % 3600 + 3600 WHERE state = 'waiting' AND tries > 0 AND due % 3600 <> 0;
UPDATE mail SET due = created WHERE state <> 'waiting';
UPDATE mail SET settled = created WHERE kind IN ('anonymous', 'reply')
  AND (state = 'sent' OR (state = 'given-up' AND settled - created <= 10800));

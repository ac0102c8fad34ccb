-- Latchkey, on each shard: for the account with which people run ./latchkey reconcile, retain, lost-commits, ls, who and end.
-- To end sessions of other accounts it needs one privilege more:
--   MySQL 8.0 and later:  GRANT CONNECTION_ADMIN ON *.* TO ${account};
--   MariaDB:              GRANT CONNECTION ADMIN ON *.* TO ${account};
--   MySQL 5.7:            GRANT SUPER ON *.* TO ${account};
-- MySQL 8.0 before 8.0.22 asks for one more, since retain locks the row of a list whose items it deletes:
--   GRANT LOCK TABLES ON ${database}.* TO ${account};
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT ON ${database}.latchkey_shard TO ${account};
GRANT SELECT ON ${database}.latchkey_bucket TO ${account};
GRANT SELECT, UPDATE (marked_at), DELETE ON ${database}.latchkey_receipt TO ${account};
GRANT SELECT ON ${database}.latchkey_receipts TO ${account};
GRANT SELECT, DELETE ON ${database}.latchkey_list TO ${account};
GRANT SELECT, DELETE ON ${database}.latchkey_list_item TO ${account};
GRANT SELECT ON ${database}.latchkey_lists TO ${account};
GRANT SELECT ON ${database}.latchkey_list_items TO ${account};
GRANT SELECT ON ${database}.latchkey_lock TO ${account};
GRANT SELECT ON ${database}.latchkey_lock_sight TO ${account};
GRANT EXECUTE ON PROCEDURE ${database}.latchkey_commit TO ${account}; -- without the right to INSERT receipts it commits nothing
GRANT EXECUTE ON PROCEDURE ${database}.latchkey_draw TO ${account}; -- the same: without its table it draws nothing

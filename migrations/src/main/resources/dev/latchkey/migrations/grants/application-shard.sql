-- Latchkey, on each shard: for the account with which programs take locks and run work under them.
-- Besides, it needs what the work itself does to your own tables. Named locks need no privilege, nor does the KILL of a session of
-- one's own account. In a replication group:
--   GRANT SELECT ON performance_schema.replication_group_members TO ${account};
-- MySQL 8.0 before 8.0.22 asks for one more, since runs lock the row of their bucket:
--   GRANT LOCK TABLES ON ${database}.* TO ${account};
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT ON ${database}.latchkey_shard TO ${account};
GRANT SELECT ON ${database}.latchkey_bucket TO ${account};
GRANT SELECT, INSERT, UPDATE (marked_at) ON ${database}.latchkey_receipt TO ${account};
GRANT SELECT, INSERT, UPDATE ON ${database}.latchkey_token TO ${account};
GRANT SELECT, INSERT, UPDATE (has_name, ends_at, size), DELETE ON ${database}.latchkey_list TO ${account};
GRANT SELECT, INSERT, DELETE ON ${database}.latchkey_list_item TO ${account};
GRANT EXECUTE ON PROCEDURE ${database}.latchkey_commit TO ${account};
GRANT EXECUTE ON PROCEDURE ${database}.latchkey_draw TO ${account};

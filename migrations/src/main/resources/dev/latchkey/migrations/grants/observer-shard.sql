-- Latchkey, on each shard: for the account of people who look, and change nothing.
-- PROCESS shows it the sessions of other accounts, with their statements; the performance schema shows waiters and programs.
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT ON ${database}.latchkey_shard TO ${account};
GRANT SELECT ON ${database}.latchkey_bucket TO ${account};
GRANT SELECT ON ${database}.latchkey_receipt TO ${account};
GRANT SELECT ON ${database}.latchkey_receipts TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_lock_name TO ${account};
GRANT SELECT ON performance_schema.* TO ${account};
GRANT PROCESS ON *.* TO ${account};

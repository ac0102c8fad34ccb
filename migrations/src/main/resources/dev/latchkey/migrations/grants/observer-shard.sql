-- Latchkey, on each shard: for the account of people who look, by SQL or ./latchkey ls and who, and change nothing.
-- It sees who holds which lock, but no statements of other accounts. To let it see those:
--   GRANT PROCESS ON *.* TO ${account};
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT ON ${database}.latchkey_shard TO ${account};
GRANT SELECT ON ${database}.latchkey_bucket TO ${account};
GRANT SELECT ON ${database}.latchkey_receipt TO ${account};
GRANT SELECT ON ${database}.latchkey_receipts TO ${account};
GRANT SELECT ON ${database}.latchkey_token TO ${account};
GRANT SELECT ON ${database}.latchkey_list TO ${account};
GRANT SELECT ON ${database}.latchkey_list_item TO ${account};
GRANT SELECT ON ${database}.latchkey_lists TO ${account};
GRANT SELECT ON ${database}.latchkey_list_items TO ${account};
GRANT SELECT ON ${database}.latchkey_lock TO ${account};
GRANT SELECT ON ${database}.latchkey_lock_sight TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_lock_name TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_slot_name TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_slots_held TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_owner TO ${account};
GRANT EXECUTE ON FUNCTION ${database}.latchkey_bucket TO ${account};

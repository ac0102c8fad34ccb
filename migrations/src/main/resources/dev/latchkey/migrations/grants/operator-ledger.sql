-- Latchkey, on the ledger: for the account with which people run ./latchkey reconcile, retain and lost-commits.
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.latchkey_ledger TO ${account};
GRANT SELECT ON ${database}.latchkey_marks TO ${account};

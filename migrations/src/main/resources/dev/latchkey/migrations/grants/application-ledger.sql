-- Latchkey, on the ledger: for the account with which programs take locks and run work under them.
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT, INSERT, UPDATE ON ${database}.latchkey_ledger TO ${account};

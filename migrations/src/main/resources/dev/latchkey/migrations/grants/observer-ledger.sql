-- Latchkey, on the ledger: for the account of people who look, and change nothing.
GRANT SELECT ON ${database}.latchkey_schema TO ${account};
GRANT SELECT ON ${database}.latchkey_ledger TO ${account};
GRANT SELECT ON ${database}.latchkey_marks TO ${account};

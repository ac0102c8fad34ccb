-- For people. Nothing of the library reads it, so it may change at any time: Flyway then runs it again.
-- With the rights of who asks: whoever may read the table may read this, and it outlives the account that made it.

CREATE OR REPLACE SQL SECURITY INVOKER VIEW latchkey_marks AS
SELECT
    m.namespace,
    m.lock_key,
    m.work_id,
    m.marked_at,
    -- only what is UTF-8 without a NUL: each server has an answer of its own to bytes that are none
    IF(
        HEX(CONVERT(m.result USING utf8mb4)) = HEX(m.result) AND LOCATE(CHAR(0), m.result) = 0,
        CONVERT(m.result USING utf8mb4),
        NULL) AS result_text,
    LENGTH(m.result) AS result_bytes,
    m.shard,
    m.server,
    LOWER(HEX(m.run_id)) AS run_id,
    LOWER(HEX(m.action)) AS action
FROM latchkey_ledger AS m;

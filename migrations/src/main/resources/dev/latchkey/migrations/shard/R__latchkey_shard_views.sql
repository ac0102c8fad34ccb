-- For people. Nothing of the library reads it, so it may change at any time: Flyway then runs it again.
-- With the rights of who asks: whoever may read the table may read this, and it outlives the account that made it.

CREATE OR REPLACE SQL SECURITY INVOKER VIEW latchkey_receipts AS
SELECT
    r.namespace,
    r.lock_key,
    r.work_id,
    r.done_at,
    IF(r.marked_at IS NULL, 'no', 'yes') AS marked,
    r.marked_at,
    -- only what is UTF-8 without a NUL: each server has an answer of its own to bytes that are none
    IF(
        HEX(CONVERT(r.result USING utf8mb4)) = HEX(r.result) AND LOCATE(CHAR(0), r.result) = 0,
        CONVERT(r.result USING utf8mb4),
        NULL) AS result_text,
    LENGTH(r.result) AS result_bytes,
    r.bucket,
    IF(b.owned = 1, 'yes', 'no') AS at_home,
    LOWER(HEX(r.run_id)) AS run_id,
    LOWER(HEX(r.action)) AS action
FROM latchkey_receipt AS r LEFT JOIN latchkey_bucket AS b ON b.bucket = r.bucket;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW latchkey_lists AS
SELECT
    l.namespace,
    l.lock_key,
    l.kind,
    IF(l.has_name = 1 AND (l.ends_at IS NULL OR l.ends_at > UTC_TIMESTAMP(6)), 'no', 'yes') AS ended,
    l.size,
    l.set_up_at,
    l.ends_at,
    l.bucket,
    IF(b.owned = 1, 'yes', 'no') AS at_home,
    LOWER(HEX(l.list)) AS list
FROM latchkey_list AS l LEFT JOIN latchkey_bucket AS b ON b.bucket = l.bucket;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW latchkey_list_items AS
SELECT
    l.namespace,
    l.lock_key,
    l.kind,
    i.position,
    IF(
        HEX(CONVERT(i.item USING utf8mb4)) = HEX(i.item) AND LOCATE(CHAR(0), i.item) = 0,
        CONVERT(i.item USING utf8mb4),
        NULL) AS item_text,
    LENGTH(i.item) AS item_bytes,
    LOWER(HEX(l.list)) AS list
FROM latchkey_list AS l JOIN latchkey_list_item AS i ON i.list = l.list;

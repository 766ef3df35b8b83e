"""``sql`` on answers as models write them: the right ones pass in seven dialects, the wrong ones are told by name."""

# ruff: noqa: E501 - an answer is a line

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from canary.core.model import Outcome, Verdict
from support.guard import bounded_work
from validators.kinds import verdict

TABLES: dict[str, Any] = {
    "customers": ["id", "email", "full_name", "country", "created_at"],
    "orders": ["id", "customer_id", "status", "placed_at", "shipped_at", "total_cents"],
    "order_items": ["order_id", "product_id", "quantity", "unit_price_cents"],
    "products": ["id", "sku", "title", "category", "stock"],
    "employees": ["id", "name", "manager_id", "dept_id", "salary", "hired_on"],
    "events": ["device_id", "ts", "kind", "payload", "tags", "temperature"],
    "sales": ["region", "quarter", "gross", "year"],
}
ALL = ["select", "insert", "update", "delete", "merge", "create", "alter", "drop"]


def judged(dialect: str, text: str, tables: Any = TABLES) -> Verdict:
    return verdict("sql", {"dialect": dialect, "tables": tables, "statements": ALL}, text)


RIGHT = [
    # --- PostgreSQL
    ("postgres", "SELECT id FROM orders; -- done"),
    ("postgres", "Here it is:\n\n```sql\nSELECT id, email\nFROM customers\nORDER BY 1;\n-- sorted\n```\nLet me know!"),
    ("postgres", "SELECT c.ctid, c.xmin, tableoid FROM customers c"),
    ("postgres", "SELECT row_to_json(c), jsonb_agg(o ORDER BY o.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id"),
    ("postgres", "SELECT c.*, count(*) FILTER (WHERE o.status = 'paid') AS paid FROM customers AS c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id"),
    ("postgres", "WITH RECURSIVE chain(id, depth) AS (SELECT id, 1 FROM employees WHERE manager_id IS NULL UNION ALL SELECT e.id, chain.depth + 1 FROM employees e JOIN chain ON e.manager_id = chain.id) SELECT depth, count(*) FROM chain GROUP BY depth"),
    ("postgres", "WITH RECURSIVE up AS (SELECT id, manager_id, 0 AS level FROM employees WHERE id = 7 UNION SELECT e.id, e.manager_id, up.level + 1 FROM employees e, up WHERE e.id = up.manager_id) SELECT max(level) FROM up"),
    ("postgres", "SELECT g.day::date, count(o.id) FROM generate_series('2025-01-01'::date, '2025-01-31', interval '1 day') AS g(day) LEFT JOIN orders o ON o.placed_at::date = g.day GROUP BY g.day ORDER BY g.day"),
    ("postgres", "SELECT d, date_trunc('month', d) FROM generate_series('2025-01-01'::date, '2025-12-01', '1 month') d"),
    ("postgres", "SELECT o.id, l.title FROM orders o CROSS JOIN LATERAL (SELECT p.title FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = o.id ORDER BY i.quantity DESC LIMIT 1) l"),
    ("postgres", "SELECT v.code, count(p.id) FROM (VALUES ('a', 1), ('b', 2)) AS v(code, rank) LEFT JOIN products p ON p.category = v.code GROUP BY v.code, v.rank ORDER BY v.rank"),
    ("postgres", "SELECT date_trunc('month', placed_at) AS month, sum(total_cents) AS revenue FROM orders GROUP BY month HAVING sum(total_cents) > 0 ORDER BY revenue DESC NULLS LAST, month"),
    ("postgres", "SELECT x.count, x.country FROM (SELECT country, count(*) FROM customers GROUP BY country) x"),
    ("postgres", "SELECT DISTINCT ON (c) country AS c, email FROM customers ORDER BY c, created_at DESC"),
    ("postgres", "SELECT id, rank() OVER w, lag(total_cents) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at)"),
    ("postgres", "SELECT email FROM customers JOIN (SELECT customer_id AS id, max(placed_at) AS last FROM orders GROUP BY 1) latest USING (id) WHERE last > now() - interval '30 days'"),
    ("postgres", 'SELECT "orders"."id", o2."status" FROM "orders" JOIN "orders" AS o2 ON o2."customer_id" = "orders"."customer_id"'),
    ("postgres", "SELECT p.title, t.tag FROM products p, jsonb_to_recordset('[]') AS t(tag text, n int) WHERE t.n > p.stock"),
    ("postgres", "SELECT e.device_id, item ->> 'name' AS name, n FROM events e, jsonb_array_elements(e.payload) WITH ORDINALITY AS x(item, n)"),
    ("postgres", "SELECT EXTRACT(YEAR FROM placed_at) AS year, payload -> 'kind' FROM orders, events WHERE user = 'etl'"),
    ("postgres", "SELECT id FROM public.orders WHERE public.orders.status = 'open'"),
    ("postgres", "INSERT INTO products (sku, stock) VALUES ('K', DEFAULT) ON CONFLICT (sku) DO UPDATE SET stock = products.stock + excluded.stock WHERE products.title <> excluded.title RETURNING id, stock AS left_over"),
    ("postgres", "INSERT INTO products AS p (sku, stock) SELECT 'x' || sku, 0 FROM products ON CONFLICT (lower(sku)) DO NOTHING"),
    ("postgres", "UPDATE orders AS o SET status = 'paid', shipped_at = now() FROM customers c WHERE c.id = o.customer_id AND c.country = 'NO' RETURNING o.id, c.email"),
    ("postgres", "UPDATE orders SET (status, shipped_at) = ('shipped', now()) WHERE id IN (SELECT order_id FROM order_items WHERE quantity > 9)"),
    ("postgres", "DELETE FROM order_items i USING orders o WHERE o.id = i.order_id AND o.status = 'cancelled' RETURNING i.*"),
    ("postgres", "WITH gone AS (DELETE FROM orders WHERE status = 'cancelled' RETURNING id, customer_id) SELECT customer_id, count(id) FROM gone GROUP BY 1"),
    ("postgres", "CREATE TABLE big AS SELECT id AS order_id FROM orders WHERE total_cents > 9; SELECT order_id FROM big"),
    ("postgres", "SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY id LIMIT 5"),
    ("postgres", "SELECT id, (SELECT count(*) FROM order_items i WHERE i.order_id = orders.id) AS items FROM orders WHERE EXISTS (SELECT FROM customers WHERE customers.id = customer_id)"),
    ("postgres", "SELECT s.region, s.total FROM (SELECT region, year, sum(gross) AS total FROM sales GROUP BY GROUPING SETS ((region), (region, year))) AS s WHERE s.year IS NULL"),
    ("postgres", "SELECT x.date_trunc, x.count FROM (SELECT date_trunc('day', placed_at), count(*) FROM orders GROUP BY 1) x"),
    ("postgres", "SELECT id FROM orders o WHERE status = 'open' ORDER BY id FOR UPDATE OF o SKIP LOCKED LIMIT 1"),
    ("postgres", "SELECT generate_series, n FROM generate_series(1, 3), unnest(ARRAY[1, 2]) AS n"),
    ("postgres", "SELECT j.id, j.email FROM (customers c JOIN orders o USING (id)) AS j"),
    ("postgres", "WITH t AS (UPDATE products SET stock = 1 RETURNING *) SELECT t.stock FROM t"),
    ("postgres", "UPDATE products SET (stock, title) = (SELECT sum(quantity), 'x' FROM order_items i WHERE i.product_id = products.id)"),
    ("postgres", "VALUES (1, 'a'), (2, 'b')"),
    # --- MySQL
    ("mysql", "SELECT `o`.`id`, `c`.`email` FROM `orders` AS `o` INNER JOIN `customers` AS `c` ON `c`.`id` = `o`.`customer_id`;"),
    ("mysql", 'SELECT country, COUNT(*) AS n FROM customers WHERE country <> "NO" GROUP BY country HAVING n > 3 ORDER BY n DESC LIMIT 10, 5'),
    ("mysql", "SELECT YEAR(placed_at) AS y, TIMESTAMPDIFF(YEAR, placed_at, CURDATE()), DATE_ADD(placed_at, INTERVAL 1 DAY), UTC_TIMESTAMP FROM orders GROUP BY y, id"),
    ("mysql", "WITH RECURSIVE days (d) AS (SELECT DATE('2025-01-01') UNION ALL SELECT d + INTERVAL 1 DAY FROM days WHERE d < '2025-01-31') SELECT d, COUNT(o.id) FROM days LEFT JOIN orders o ON DATE(o.placed_at) = d GROUP BY d"),
    ("mysql", "INSERT INTO products (sku, stock) VALUES ('K', 40) ON DUPLICATE KEY UPDATE stock = stock + VALUES(stock)"),
    ("mysql", "INSERT INTO products (sku, stock) VALUES ('K', 40) AS new ON DUPLICATE KEY UPDATE stock = products.stock + new.stock"),
    ("mysql", "INSERT INTO products SET sku = 'K', stock = 40"),
    ("mysql", "UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.status = 'paid', c.country = 'NO' WHERE o.total_cents > 3 "),
    ("mysql", "DELETE o FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.id IS NULL"),
    ("mysql", "DELETE FROM o USING orders AS o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'NO'"),
    ("mysql", "DELETE FROM orders WHERE status = 'open' ORDER BY placed_at LIMIT 10"),
    ("mysql", "SELECT jt.name, e.kind FROM events e, JSON_TABLE(e.payload, '$[*]' COLUMNS (name VARCHAR(9) PATH '$.name')) AS jt"),
    ("mysql", "SELECT `COUNT(*)` FROM (SELECT COUNT(*) FROM orders) AS x"),
    ("mysql", "SELECT 1, NOW() FROM dual"),
    ("mysql", "SELECT GROUP_CONCAT(DISTINCT title ORDER BY title SEPARATOR ', ') AS titles FROM products"),
    # --- SQLite
    ("sqlite", "WITH RECURSIVE m(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM m WHERE n < 12) SELECT n FROM m"),
    ("sqlite", "SELECT rowid, p.oid, title FROM products AS p WHERE _rowid_ > 3"),
    ("sqlite", "SELECT j.value, e.device_id FROM events e, json_each(e.tags) AS j WHERE j.key = 0"),
    ("sqlite", "SELECT total_cents / 100.0 AS euros FROM orders WHERE euros > 5 ORDER BY lower(euros)"),
    ("sqlite", "SELECT strftime('%Y', placed_at) AS year, count(*) FROM main.orders GROUP BY year"),
    ("sqlite", "INSERT INTO products (sku, stock) VALUES ('K', 4) ON CONFLICT(sku) DO UPDATE SET stock = stock + excluded.stock"),
    ("sqlite", "SELECT [id], [full_name] FROM [customers] WHERE \"country\" = 'NO'"),
    ("sqlite", 'SELECT id FROM orders WHERE status = "open"'),
    ("sqlite", "SELECT device_id, json_each.value FROM events, json_each(events.tags)"),
    ("sqlite", "UPDATE orders AS o SET status = (SELECT email FROM customers WHERE id = o.customer_id) WHERE rowid = 3"),
    # --- T-SQL
    ("tsql", "SELECT [1] AS Q1, [2] AS Q2, Region FROM (SELECT region AS Region, quarter, gross AS Gross FROM sales) s PIVOT (SUM(Gross) FOR quarter IN ([1],[2])) AS p"),
    ("tsql", "SELECT region, p.[1], p.[2] FROM sales PIVOT (SUM(gross) FOR quarter IN ([1], [2])) AS p ORDER BY region"),
    ("tsql", "SELECT u.id, u.what, u.amount FROM (SELECT id, salary, dept_id FROM employees) e UNPIVOT (amount FOR what IN (salary, dept_id)) AS u"),
    ("tsql", "SELECT TOP (3) WITH TIES name, salary FROM dbo.employees ORDER BY salary DESC"),
    ("tsql", "SELECT TOP 5 [e].[name] FROM [dbo].[employees] AS [e] WHERE [e].[hired_on] >= DATEADD(day, -30, GETDATE())"),
    ("tsql", "SELECT DATEDIFF(month, hired_on, GETDATE()), DATEPART(iso_week, hired_on), DATENAME(weekday, hired_on), DATE_BUCKET(week, 1, hired_on), EOMONTH(hired_on) FROM employees"),
    ("tsql", "WITH tree AS (SELECT id, manager_id, 0 AS lvl FROM employees WHERE manager_id IS NULL UNION ALL SELECT e.id, e.manager_id, t.lvl + 1 FROM employees e INNER JOIN tree t ON e.manager_id = t.id) SELECT id, lvl FROM tree OPTION (MAXRECURSION 100)"),
    ("tsql", "SELECT c.email, x.total_cents FROM customers c CROSS APPLY (SELECT TOP 1 o.total_cents FROM orders o WHERE o.customer_id = c.id ORDER BY o.placed_at DESC) x"),
    ("tsql", "SELECT o.id, v.what FROM orders o CROSS APPLY (VALUES (o.status), (CAST(o.id AS varchar(9)))) AS v(what)"),
    ("tsql", "SELECT j.k FROM events e CROSS APPLY OPENJSON(e.payload) WITH (k int '$.k') AS j"),
    ("tsql", "UPDATE o SET o.status = 'paid' OUTPUT inserted.status, deleted.status FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'NO'"),
    ("tsql", "DELETE o OUTPUT deleted.id FROM orders o WHERE o.status = 'open'"),
    ("tsql", "MERGE INTO products AS t USING (SELECT 'K' AS sku, 40 AS n) AS s ON t.sku = s.sku WHEN MATCHED THEN UPDATE SET t.stock = t.stock + s.n WHEN NOT MATCHED THEN INSERT (sku, stock) VALUES (s.sku, s.n) OUTPUT $action, inserted.sku;"),
    ("tsql", "SELECT name, salary AS pay FROM employees ORDER BY pay DESC OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY"),
    # --- BigQuery
    ("bigquery", "SELECT payload.firmware FROM events"),
    ("bigquery", "SELECT e.payload.firmware.version, tag FROM `events` AS e, UNNEST(e.tags) AS tag WITH OFFSET AS pos ORDER BY pos"),
    ("bigquery", "SELECT device_id, t.name FROM events AS e CROSS JOIN e.tags AS t"),
    ("bigquery", "SELECT device_id, latest.temperature FROM (SELECT device_id, ARRAY_AGG(STRUCT(ts, temperature) ORDER BY ts DESC LIMIT 1)[OFFSET(0)] AS latest FROM events GROUP BY device_id)"),
    ("bigquery", "SELECT * EXCEPT (rn) FROM (SELECT e.*, ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY ts DESC) AS rn FROM events e) WHERE rn = 1"),
    ("bigquery", "SELECT device_id, ts FROM events WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY device_id ORDER BY ts DESC) = 1"),
    ("bigquery", "SELECT TIMESTAMP_TRUNC(ts, HOUR) AS hour, AVG(temperature) AS mean FROM events WHERE TIMESTAMP_DIFF(CURRENT_TIMESTAMP(), ts, DAY) < 7 AND EXTRACT(DAYOFWEEK FROM ts) = 1 GROUP BY hour HAVING mean > 3"),
    ("bigquery", "SELECT d, COUNT(e.ts) FROM UNNEST(GENERATE_DATE_ARRAY('2025-01-01', '2025-01-31')) AS d LEFT JOIN events e ON DATE(e.ts) = d GROUP BY d"),
    ("bigquery", "SELECT * FROM (SELECT region, quarter, gross FROM sales) PIVOT(SUM(gross) AS total FOR quarter IN ('Q1', 'Q2')) WHERE total_Q1 > 3"),
    ("bigquery", "SELECT TO_JSON_STRING(e), ANY_VALUE(kind HAVING MAX ts), DATE_TRUNC(DATE(ts), WEEK(MONDAY)) FROM events e GROUP BY e, ts"),
    ("bigquery", "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i, ARRAY(SELECT AS STRUCT kind, ts FROM events WHERE device_id = i) FROM n"),
    ("bigquery", "SELECT device_id FROM events WHERE _PARTITIONTIME >= TIMESTAMP('2025-01-01')"),
    # --- Snowflake
    ("snowflake", "SELECT payload:firmware.version::string AS version, f.value:name::string, f.index FROM events, LATERAL FLATTEN(input => tags) f WHERE version > '2'"),
    ("snowflake", "SELECT v.value FROM events e, TABLE(FLATTEN(input => e.tags)) v"),
    ("snowflake", "SELECT DATE_TRUNC(MONTH, placed_at) AS month, DATEDIFF(day, placed_at, shipped_at), DATEADD(day, 1, month) FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY month ORDER BY id) = 1"),
    ("snowflake", "SELECT * FROM sales PIVOT(SUM(gross) FOR quarter IN ('Q1', 'Q2')) AS p (region, year, q1, q2) WHERE q1 > q2"),
    ("snowflake", "SELECT o.* EXCLUDE (status), c.email FROM public.orders o JOIN customers c ON c.id = o.customer_id"),
    ("snowflake", "MERGE INTO products p USING sales s ON p.sku = s.region WHEN MATCHED AND s.gross > 1 THEN UPDATE SET stock = s.gross WHEN NOT MATCHED THEN INSERT (sku, stock) VALUES (s.region, s.gross)"),
    ("snowflake", "SELECT m.began FROM events MATCH_RECOGNIZE (ORDER BY ts MEASURES FIRST(ts) AS began PATTERN (a b+) DEFINE b AS temperature > 3) m"),
    ("snowflake", "SELECT name, LEVEL FROM employees START WITH manager_id IS NULL CONNECT BY manager_id = PRIOR id"),
    # --- DuckDB
    ("duckdb", "SELECT device_id, payload.firmware.version, list_transform(tags, t -> t.name), [x.y FOR x IN tags IF x.z > 1] FROM events e"),
    ("duckdb", "FROM orders SELECT status, count(*) GROUP BY ALL ORDER BY ALL"),
    ("duckdb", "PIVOT sales ON quarter USING sum(gross) GROUP BY region"),
    ("duckdb", "SELECT total_cents / 100 AS euros, euros * 2 FROM orders WHERE euros > 1 QUALIFY row_number() OVER (ORDER BY euros) = 1"),
    ("duckdb", "SELECT c.email, x.last FROM customers c, (SELECT max(placed_at) AS last FROM orders o WHERE o.customer_id = c.id) x"),
    ("duckdb", "SELECT k, v FROM sales UNPIVOT (v FOR k IN (gross, year)) UNION ALL SELECT region AS r, 1 FROM sales ORDER BY r"),
    ("duckdb", "SELECT i, rowid FROM range(10) t(i), orders WHERE id = i"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text"), RIGHT)
def test_a_right_answer_passes(dialect: str, text: str) -> None:
    found = judged(dialect, text)
    assert found.outcome is Outcome.PASS, found.reason


WRONG = [
    # --- columns that are invented, in queries
    ("postgres", "SELECT id, order_date FROM orders", "no column order_date"),
    ("postgres", "SELECT c.name FROM customers c", "no column c.name"),
    ("postgres", "SELECT id FROM orders o WHERE o.total > 3; -- done", "no column o.total"),
    ("postgres", "SELECT country, count(*) FROM customers GROUP BY region", "no column region"),
    ("postgres", "SELECT id FROM orders ORDER BY created_on", "no column created_on"),
    ("postgres", "SELECT id, rank() OVER (PARTITION BY shop_id ORDER BY id) FROM orders", "no column shop_id"),
    ("postgres", "SELECT id FROM orders WINDOW w AS (ORDER BY ordered_at)", "no column ordered_at"),
    ("postgres", "SELECT email FROM customers WHERE EXISTS (SELECT 1 FROM orders o WHERE o.client_id = customers.id)", "no column o.client_id"),
    ("postgres", "WITH RECURSIVE m(n) AS (SELECT 1 UNION ALL SELECT k + 1 FROM m) SELECT n FROM m", "no column k"),
    ("postgres", "WITH RECURSIVE m(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM m) SELECT m.k FROM m", "no column m.k"),
    ("postgres", "WITH m(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM m) SELECT n FROM m", "no table m"),
    ("postgres", "SELECT x.gone FROM (SELECT * FROM orders) x", "no column x.gone"),
    ("postgres", "SELECT v.c FROM (VALUES (1, 2)) AS v(a, b)", "no column v.c"),
    ("postgres", "SELECT g.d FROM generate_series(1, 3) AS g(n)", "no column g.d"),
    ("postgres", "SELECT l.sku FROM orders o CROSS JOIN LATERAL (SELECT i.product_id FROM order_items i WHERE i.order_id = o.id) l", "no column l.sku"),
    ("postgres", "SELECT x.id FROM orders o, (SELECT i.order_id AS id FROM order_items i WHERE i.order_id = o.id) x", "o in o.id is no table"),
    ("postgres", "SELECT email FROM customers JOIN orders USING (customer_id)", "no column customer_id"),
    ("postgres", "SELECT total_cents * 2 AS twice FROM orders WHERE twice > 5", "no column twice"),
    ("postgres", "SELECT sum(total_cents) AS total FROM orders GROUP BY customer_id HAVING total > 5", "no column total"),
    ("postgres", "SELECT total_cents AS t, t * 2 AS twice FROM orders", "no column t;"),
    ("postgres", "SELECT country AS c FROM customers ORDER BY lower(c)", "no column c;"),
    ("postgres", "SELECT row_to_json(x) FROM customers c", "no column x"),
    ("postgres", "SELECT payload.firmware FROM events", "payload in payload.firmware is no table"),
    ("postgres", "SELECT o.rowid FROM orders o", "no column o.rowid"),
    ("postgres", "SELECT id FROM orders UNION SELECT id FROM customers ORDER BY email", "no column email"),
    ("mysql", "SELECT `o`.`amount` FROM `orders` `o`", "no column o.amount"),
    ("mysql", "SELECT ctid FROM orders", "no column ctid"),
    ("mysql", "SELECT total_cents AS t FROM orders WHERE t > 5", "no column t;"),
    ("mysql", "SELECT jt.k FROM events e, JSON_TABLE(e.payload, '$[*]' COLUMNS (name INT PATH '$.n')) AS jt", "no column jt.k"),
    ("sqlite", "SELECT id, total_cents AS t, t + 1 FROM orders", "no column t"),
    ("sqlite", "SELECT xmin FROM orders", "no column xmin"),
    ("sqlite", "WITH days(d) AS (SELECT 1) SELECT day_number FROM days", "no column day_number"),
    ("sqlite", "UPDATE orders SET paid = 1 WHERE rowid = 3", "no column paid"),
    ("sqlite", "INSERT INTO products (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET amount = 1", "no column amount"),
    ("tsql", "SELECT [3] FROM (SELECT region, quarter, gross FROM sales) s PIVOT (SUM(gross) FOR quarter IN ([1],[2])) AS p", "no column 3"),
    ("tsql", "SELECT gross FROM (SELECT region, quarter, gross FROM sales) s PIVOT (SUM(gross) FOR quarter IN ([1],[2])) AS p", "no column gross"),
    ("tsql", "SELECT [1] FROM (SELECT region, quarter, gross FROM sales) s PIVOT (SUM(net) FOR quarter IN ([1],[2])) AS p", "no column net"),
    ("tsql", "SELECT [1] FROM (SELECT region, quarter, gross FROM sales) s PIVOT (SUM(gross) FOR month IN ([1],[2])) AS p", "no column month"),
    ("tsql", "SELECT u.amount FROM employees UNPIVOT (amount FOR what IN (salary, bonus)) AS u", "no column bonus"),
    ("tsql", "SELECT TOP (3) [e].[last_name] FROM [employees] AS [e]", "no column e.last_name"),
    ("tsql", "SELECT YEAR(hired_on) AS y, COUNT(*) FROM employees GROUP BY y", "no column y"),
    ("tsql", "SELECT DATEADD(day, 1, start_date) FROM employees", "no column start_date"),
    ("bigquery", "SELECT meta.firmware FROM events", "meta in meta.firmware is no table"),
    ("bigquery", "SELECT e.body.firmware FROM events e", "no column e.body.firmware"),
    ("bigquery", "SELECT TIMESTAMP_TRUNC(event_time, DAY) FROM events", "no column event_time"),
    ("bigquery", "SELECT DATE(ts) AS d FROM events WHERE d > '2025-01-01'", "no column d"),
    ("bigquery", "SELECT device FROM events QUALIFY ROW_NUMBER() OVER (ORDER BY ts) = 1", "no column device"),
    ("snowflake", "SELECT body:firmware FROM events", "no column body"),
    ("snowflake", "SELECT id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY buyer ORDER BY id) = 1", "no column buyer"),
    ("duckdb", "SELECT meta.version FROM events", "meta in meta.version is no table"),
    ("duckdb", "SELECT id, euros FROM orders", "no column euros"),
    # --- in changes
    ("postgres", "UPDATE orders SET paid_at = now() WHERE id = 1", "no column paid_at"),
    ("postgres", "UPDATE orders SET status = 'paid' WHERE order_no = 1", "no column order_no"),
    ("postgres", "UPDATE orders SET status = c.tier FROM customers c WHERE c.id = customer_id", "no column c.tier"),
    ("postgres", "UPDATE orders SET email = 'x' FROM customers c WHERE c.id = customer_id", "no column email"),
    ("postgres", "UPDATE orders SET (status, updated_at) = ('x', now())", "no column updated_at"),
    ("postgres", "DELETE FROM orders WHERE cancelled", "no column cancelled"),
    ("postgres", "DELETE FROM orders USING customers c WHERE c.id = customer_id AND c.deleted", "no column c.deleted"),
    ("postgres", "DELETE FROM orders WHERE id = 1 RETURNING order_no", "no column order_no"),
    ("postgres", "INSERT INTO products (sku, name) VALUES ('a', 'b')", "no column name"),
    ("postgres", "INSERT INTO products (sku) SELECT code FROM products", "no column code"),
    ("postgres", "INSERT INTO products (sku) VALUES ('a') ON CONFLICT (code) DO NOTHING", "no column code"),
    ("postgres", "INSERT INTO products (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET updated_at = now()", "no column updated_at"),
    ("postgres", "INSERT INTO products (sku) VALUES ('a') ON CONFLICT (sku) DO UPDATE SET stock = excluded.quantity", "no column excluded.quantity"),
    ("postgres", "INSERT INTO products (sku) VALUES ('a') RETURNING product_id", "no column product_id"),
    ("mysql", "INSERT INTO products SET sku = 'K', amount = 40", "no column amount"),
    ("mysql", "INSERT INTO products (sku) VALUES ('K') AS new ON DUPLICATE KEY UPDATE stock = new.amount", "no column new.amount"),
    ("mysql", "UPDATE orders o JOIN customers c ON c.id = o.customer_id SET o.state = 'x'", "no column o.state"),
    ("mysql", "DELETE o FROM orders o JOIN customers c ON c.id = o.client WHERE c.country = 'NO'", "no column o.client"),
    ("tsql", "UPDATE o SET o.state = 'x' FROM orders o", "no column o.state"),
    ("tsql", "UPDATE orders SET status = 'x' OUTPUT inserted.state WHERE id = 1", "no column inserted.state"),
    ("snowflake", "MERGE INTO products p USING sales s ON p.sku = s.region WHEN MATCHED THEN UPDATE SET amount = s.gross", "no column amount"),
    ("snowflake", "MERGE INTO products p USING sales s ON p.sku = s.region WHEN NOT MATCHED THEN INSERT (sku, amount) VALUES (s.region, 1)", "no column amount"),
    # --- tables
    ("postgres", "SELECT id FROM hr.orders", "no table hr.orders"),
    ("tsql", "SELECT id FROM sales_db.dbo.orders", "no table sales_db.dbo.orders"),
    ("mysql", "UPDATE shop.orders SET status = 'x'", "no table shop.orders"),
    ("bigquery", "SELECT ts FROM `project.telemetry.events`", "no table project.telemetry.events"),
    ("postgres", "SELECT id FROM (WITH t AS (SELECT id FROM orders) SELECT id FROM t) x JOIN t USING (id)", "no table t"),
    ("postgres", "INSERT INTO archive SELECT * FROM orders", "no table archive"),
    ("postgres", "DELETE FROM order_items USING invoices WHERE order_id = 1", "no table invoices"),
    ("postgres", "CREATE INDEX i ON invoices (id)", "no table invoices"),
    ("sqlite", "SELECT 1 FROM dual", "no table dual"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "reason"), WRONG)
def test_a_name_that_is_not_there_is_told(dialect: str, text: str, reason: str) -> None:
    found = judged(dialect, text)
    assert (found.outcome, found.category) == (Outcome.FAIL, "hallucination"), found.reason
    assert reason in f"{found.reason};"


FOREIGN = [
    ("tsql", "SELECT name FROM employees\nORDER BY salary DESC LIMIT 3", "line 2: not SQL: tsql has no LIMIT"),
    ("postgres", "SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY id) = 1", "postgres has no QUALIFY"),
    ("mysql", "SELECT id FROM customers WHERE email ILIKE '%@x.no'", "mysql has no ILIKE"),
    ("mysql", "SELECT COUNT(*) FILTER (WHERE status = 'paid') FROM orders", "mysql has no FILTER"),
    ("mysql", "SELECT id FROM orders FETCH FIRST 5 ROWS ONLY", "mysql has no FETCH"),
    ("mysql", "INSERT INTO products (sku) VALUES ('a') ON CONFLICT (sku) DO NOTHING", "mysql has no ON CONFLICT"),
    ("postgres", "INSERT INTO products (sku) VALUES ('a') ON DUPLICATE KEY UPDATE stock = 1", "postgres has no ON DUPLICATE KEY UPDATE"),
    ("sqlite", "SELECT id FROM orders WHERE placed_at > CURRENT_DATE - INTERVAL '7 days'", "sqlite has no INTERVAL"),
    ("sqlite", "SELECT x.n FROM orders o, LATERAL (SELECT 1 AS n) x", "sqlite has no LATERAL"),
    ("tsql", "SELECT DISTINCT ON (status) id FROM orders ORDER BY status", "tsql has no DISTINCT ON"),
    ("postgres", "SELECT x.n FROM orders o CROSS APPLY (SELECT 1 AS n) x", "postgres has no APPLY"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "reason"), FOREIGN)
def test_a_clause_that_the_dialect_does_not_have_is_not_its_sql(dialect: str, text: str, reason: str) -> None:
    found = judged(dialect, text)
    assert (found.outcome, found.category) == (Outcome.FAIL, "format"), found.reason
    assert reason in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "SELECT TOP 5 name AS limit FROM employees",
        "SELECT e.name, x.n FROM employees e OUTER APPLY (SELECT 1 AS n) x ORDER BY e.id OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY",
        "SELECT COUNT(DISTINCT status) AS interval FROM orders",
    ],
)
def test_what_is_parsed_to_the_same_is_not_taken_for_it(text: str) -> None:
    assert judged("tsql", text).outcome is Outcome.PASS, judged("tsql", text).reason


def test_a_table_is_found_by_the_schema_that_is_listed() -> None:
    listed = {"hr.staff": ["id"], "project.telemetry.readings": ["ts"], "notes": ["text"]}
    for right in (
        "SELECT s.id FROM hr.staff s",
        "SELECT ts FROM telemetry.readings",
        "SELECT text FROM public.notes",
    ):
        assert judged("postgres", right, listed).outcome is Outcome.PASS, right
    for wrong in ("SELECT id FROM staff", "SELECT id FROM sales.staff", "SELECT text FROM dbo.notes"):
        assert "there is no table" in judged("postgres", wrong, listed).reason, wrong


def test_hints_stay_cheap_for_a_thousand_invented_columns() -> None:
    text = f"SELECT {', '.join(f'x.nope{n}' for n in range(900))} FROM (SELECT {', '.join(f'1 AS a{n}' for n in range(1_200))}) x"
    with bounded_work():
        assert judged("postgres", text).outcome is Outcome.FAIL


@pytest.fixture(scope="module")
def library() -> sqlite3.Connection:
    """SQLite itself, with the tables and nothing in them."""
    opened = sqlite3.connect(":memory:")
    for table, columns in TABLES.items():
        opened.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    opened.execute("CREATE UNIQUE INDEX by_sku ON products (sku)")
    return opened


@pytest.mark.parametrize("text", [text for dialect, text in RIGHT if dialect == "sqlite"])
def test_sqlite_itself_reads_what_passes(library: sqlite3.Connection, text: str) -> None:
    library.execute(f"EXPLAIN {text}")


@pytest.mark.parametrize("text", [text for dialect, text, _ in [*WRONG, *FOREIGN] if dialect == "sqlite"])
def test_sqlite_itself_refuses_what_fails(library: sqlite3.Connection, text: str) -> None:
    with pytest.raises(sqlite3.OperationalError):
        library.execute(f"EXPLAIN {text}")

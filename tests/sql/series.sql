-- Every bucket, and the GPUs of the whole cluster counted once.
CREATE TEMP TABLE old_side AS
SELECT b, gpu, c, u, lower(CASE WHEN instr(class, '-') THEN
	substr(class, 1, instr(class, '-') - 1) ELSE class END) AS class
FROM side;

CREATE TEMP TABLE points AS
SELECT buckets.b, names.column1 AS class,
	count(DISTINCT CASE WHEN c THEN gpu END) AS c,
	count(DISTINCT CASE WHEN u THEN gpu END) AS u
FROM (SELECT DISTINCT b FROM r) AS buckets
CROSS JOIN (VALUES ('priority'), ('shared'), ('backfill')) AS names
LEFT JOIN old_side ON old_side.b = buckets.b
	AND old_side.class = names.column1
GROUP BY 1, 2;

SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_claimed', c FROM points;
SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_total', c + u FROM points;
SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_usage_percent', CASE WHEN c + u > 0 THEN
	100.0 * c / (c + u) ELSE 0 END FROM points;

CREATE TEMP TABLE once AS
SELECT count(DISTINCT CASE WHEN c THEN b || ' ' || gpu END) AS c,
	count(DISTINCT CASE WHEN c OR u THEN b || ' ' || gpu END) AS t
FROM side;
SELECT 'unique', '', 'claimed', c * 1.0 / buckets FROM once, total;
SELECT 'unique', '', 'available', t * 1.0 / buckets FROM once, total;

-- Every bucket, and the GPUs of the whole cluster counted once.
CREATE TEMP TABLE old_side AS
SELECT b, gpu, c, u, lower(CASE WHEN instr(class, '-') THEN
	substr(class, 1, instr(class, '-') - 1) ELSE class END) AS class
FROM side;

CREATE TEMP TABLE points AS
SELECT buckets.b, names.column1 AS class,
	coalesce(sum(w * c), 0) AS c, coalesce(sum(w * u), 0) AS u
FROM (SELECT DISTINCT b FROM r) AS buckets
CROSS JOIN (VALUES ('priority'), ('shared'), ('backfill')) AS names
LEFT JOIN (SELECT b, class, gpu, coalesce(max(c), 0) AS c, coalesce(max(u), 0) AS u
	FROM old_side GROUP BY 1, 2, 3) AS s ON s.b = buckets.b
	AND s.class = names.column1
LEFT JOIN size USING (gpu)
GROUP BY 1, 2;

SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_claimed', c FROM points;
SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_total', c + u FROM points;
SELECT 'series', strftime('%Y-%m-%d %H:%M:%S', b * 900, 'unixepoch'),
	class || '_usage_percent', CASE WHEN c + u > 0 THEN
	100.0 * c / (c + u) ELSE 0 END FROM points;

CREATE TEMP TABLE once AS
SELECT sum(w * c) AS c, sum(w * max(c, u)) AS t FROM
(SELECT b, gpu, coalesce(max(c), 0) AS c, coalesce(max(u), 0) AS u
FROM side GROUP BY 1, 2) JOIN size USING (gpu);
SELECT 'unique', '', 'claimed', c * 1.0 / buckets FROM once, total;
SELECT 'unique', '', 'available', t * 1.0 / buckets FROM once, total;

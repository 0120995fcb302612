-- Allocation by class, and by the three old classes.
CREATE TEMP TABLE per_class AS
WITH pair AS (
	SELECT b, class, sum(w * c) AS c, sum(w * u) AS u FROM
	(SELECT b, class, gpu, coalesce(max(c), 0) AS c, coalesce(max(u), 0) AS u
	FROM side GROUP BY 1, 2, 3) JOIN size USING (gpu) GROUP BY b, class),
old AS (
	SELECT b, CASE WHEN instr(class, '-') THEN substr(class, 1,
			instr(class, '-') - 1) ELSE class END AS class,
		gpu, c, u FROM side),
old_pair AS (
	SELECT b, class, sum(w * c) AS c, sum(w * u) AS u FROM
	(SELECT b, class, gpu, coalesce(max(c), 0) AS c, coalesce(max(u), 0) AS u
	FROM old GROUP BY 1, 2, 3) JOIN size USING (gpu) GROUP BY b, class)
SELECT 'class' AS tab, class_list.class AS class, c, u
FROM class_list LEFT JOIN pair USING (class)
UNION ALL
SELECT 'class3', names.column1, c, u
FROM (VALUES ('Priority'), ('Shared'), ('Backfill')) AS names
LEFT JOIN old_pair ON old_pair.class = names.column1;

CREATE TEMP TABLE class_figures AS
SELECT tab, class,
	coalesce(sum(c), 0) * 1.0 / (SELECT buckets FROM total) AS claimed,
	coalesce(sum(c + u), 0) * 1.0 / (SELECT buckets FROM total)
		AS available,
	coalesce(avg(CASE WHEN c + u > 0 THEN 100.0 * c / (c + u) END), 0)
		AS percent
FROM per_class GROUP BY tab, class;

SELECT tab, class, 'claimed', claimed FROM class_figures;
SELECT tab, class, 'available', available FROM class_figures;
SELECT tab, class, 'percent', percent FROM class_figures;
SELECT tab, class, 'buckets', (SELECT buckets FROM total) FROM class_figures;

-- By class and device, and by memory.  Old models are left out.
CREATE TEMP TABLE current AS
SELECT *, EXISTS (SELECT 1 FROM (VALUES ('GTX 1080'), ('P100'), ('Quadro'),
	('A30'), ('A40')) AS old WHERE instr(device, old.column1) > 0) AS is_old
FROM d;

CREATE TEMP TABLE counted AS
WITH classed AS (
	SELECT b, gpu, state, device,
		CASE WHEN NOT bf AND win AND NOT (own = 'Shared' AND inter)
			THEN own
		WHEN bf AND owned THEN 'Backfill-CHTCOwned'
		WHEN bf AND (device, machine) IN (SELECT device, machine
			FROM res_device) THEN 'Backfill-ResearcherOwned'
		END AS class
	FROM current WHERE NOT is_old AND device IS NOT NULL),
pairs AS (
	SELECT 'device' AS tab, class || ' ' || device AS name, b, gpu,
		max(state = 'Claimed') AS c, max(state = 'Drained') AS d
	FROM classed WHERE class IS NOT NULL GROUP BY 2, 3, 4
	UNION ALL
	SELECT 'memory', CASE WHEN coalesce(mb, 0) <= 0 THEN 'Unknown'
		WHEN mb < 44 * 1024 THEN '<48GB' WHEN mb <= 50 * 1024 THEN '48GB'
		WHEN mb >= 75 * 1024 AND mb <= 85 * 1024 THEN '80GB'
		WHEN mb > 85 * 1024 THEN '>80GB' ELSE '<48GB' END AS name,
		b, gpu, max(state = 'Claimed'), max(state = 'Drained')
	FROM current WHERE NOT is_old AND win AND NOT bf
		AND NOT (own = 'Shared' AND inter)
	GROUP BY 2, 3, 4)
SELECT tab, name, b, sum(w) AS t, sum(w * c) AS c,
	sum(CASE WHEN d AND NOT c THEN w ELSE 0 END) AS d
FROM pairs JOIN size USING (gpu) GROUP BY 1, 2, 3;

CREATE TEMP TABLE device_figures AS
SELECT tab, name, CASE tab WHEN 'device' THEN (SELECT buckets FROM total)
		ELSE count(*) END AS buckets,
	sum(c) * 1.0 AS c, sum(t) * 1.0 AS t, sum(d) * 1.0 AS d,
	avg(100.0 * c / t) AS percent, avg(100.0 * d / t) AS drained_percent
FROM counted GROUP BY 1, 2;

SELECT tab, name, 'claimed', c / buckets FROM device_figures;
SELECT tab, name, 'available', t / buckets FROM device_figures;
SELECT tab, name, 'drained', d / buckets FROM device_figures;
SELECT tab, name, 'percent', percent FROM device_figures;
SELECT tab, name, 'drained_percent', drained_percent FROM device_figures;
SELECT tab, name, 'buckets', buckets FROM device_figures;

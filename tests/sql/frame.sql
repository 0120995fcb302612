-- The rows of the window with what the tables need, computed by SQLite from
-- the rules in gpu-policy(5), apart from the suite.  Needs: main.gpu_state
-- rows in gpu_state, in order; bounds(start, end); owned(machine);
-- masked(pattern, pool); slice(device, weight); parent(gpu, parent).

CREATE TEMP TABLE r AS
SELECT g.n, g.timestamp AS ts,
	CAST(strftime('%s', substr(g.timestamp, 1, 19)) AS INTEGER) / 900 AS b,
	nullif(g.AssignedGPUs, '') AS gpu, g.State AS state,
	g.GPUs_DeviceName AS device, g.GPUs_GlobalMemoryMb AS mb,
	g.Machine AS machine,
	instr(g.Name, 'backfill') > 0 AS bf,
	instr(g.Name, 'interactive') > 0 AS inter,
	g.Machine IN (SELECT machine FROM owned) AS owned,
	coalesce(g.PrioritizedProjects, '?') != '' AS prio,
	coalesce(g.PrioritizedProjects, '') != '' AS pp1,
	trim(coalesce(g.PreventJobsReason, '')) != '' AS prevented,
	EXISTS (SELECT 1 FROM masked
		WHERE substr(g.Machine, 1, length(pool)) = pool AND
		instr(lower(substr(g.Machine, length(pool) + 1)), pattern) > 0) AS masked
FROM gpu_state g, bounds
WHERE g.timestamp BETWEEN bounds.start AND bounds.end;

CREATE TEMP TABLE total AS SELECT count(DISTINCT b) AS buckets FROM r;

-- Whole GPUs of which parts are there at the same moment do not count; what a
-- part counts.
CREATE TEMP TABLE cut AS
SELECT DISTINCT r.ts, parent.parent AS gpu FROM r JOIN parent ON r.gpu = parent.gpu;
DELETE FROM r WHERE (ts, gpu) IN (SELECT ts, gpu FROM cut);
CREATE TEMP TABLE size AS
SELECT gpu, coalesce(min(weight), 1.0) AS w FROM r LEFT JOIN slice USING (device)
WHERE gpu IS NOT NULL GROUP BY gpu;

-- One winner a snapshot and GPU: the best rank, then the first row.
CREATE TEMP TABLE winner AS
SELECT n FROM (
	SELECT n, row_number() OVER (PARTITION BY ts, gpu ORDER BY
		CASE WHEN bf THEN CASE state WHEN 'Claimed' THEN 3
				WHEN 'Unclaimed' THEN 1 ELSE 0 END
			WHEN state = 'Claimed' THEN 6
			WHEN prevented THEN 2
			WHEN state = 'Unclaimed' THEN 5
			ELSE 4 END DESC, n) AS place
	FROM r WHERE NOT masked AND gpu IS NOT NULL)
WHERE place = 1;
CREATE INDEX temp.winner_n ON winner (n);

-- Rows that count, with the class of the slot's own side.
CREATE TEMP TABLE d AS
SELECT r.*, r.n IN (SELECT n FROM winner) AS win,
	CASE WHEN prio AND owned THEN 'Priority-CHTCOwned'
		WHEN prio THEN 'Priority-ResearcherOwned'
		ELSE 'Shared' END AS own
FROM r WHERE NOT masked AND gpu IS NOT NULL;

-- Machines that researchers own: by bucket, and by device.
CREATE TEMP TABLE res AS
SELECT DISTINCT b, machine FROM r
WHERE NOT masked AND NOT bf AND pp1 AND NOT owned;
CREATE TEMP TABLE res_device AS
SELECT DISTINCT device, machine FROM r
WHERE NOT masked AND NOT bf AND pp1 AND NOT owned AND device IS NOT NULL;

-- Claimed and unclaimed sides of each class.  A GPU whose winner is a
-- claimed backfill row is free capacity of its own class.
CREATE TEMP TABLE side AS
SELECT b, gpu, own AS class, state = 'Claimed' AS c, state = 'Unclaimed' AS u
FROM d WHERE win AND NOT bf AND NOT (own = 'Shared' AND inter)
UNION ALL
SELECT b, gpu, own, 0, 1 FROM d WHERE win AND bf AND state = 'Claimed'
UNION ALL
SELECT b, gpu, CASE WHEN owned THEN 'Backfill-CHTCOwned'
		WHEN (b, machine) IN (SELECT b, machine FROM res)
		THEN 'Backfill-ResearcherOwned' ELSE 'Backfill-none' END,
	state = 'Claimed', state = 'Unclaimed'
FROM d WHERE bf;

CREATE TEMP TABLE class_list AS
WITH names(class) AS (VALUES ('Priority-ResearcherOwned'),
	('Priority-CHTCOwned'), ('Shared'), ('Backfill-ResearcherOwned'),
	('Backfill-CHTCOwned'))
SELECT class FROM names;

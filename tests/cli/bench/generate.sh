# The bench's generator: the same bytes each time, also of a month alone; the
# collector's columns; times in order; CSV and database hold the same rows.
generate=$BUILD/tests/bench/generate
mkdir one two
"$generate" -r 3000 one 2025-01 2025-02
"$generate" -r 3000 two 2025-02
cmp one/gpu_state_2025-02.db two/gpu_state_2025-02.db && echo same
"$generate" -ac -r 3000 two 2025-03
sqlite3 two/gpu_state_2025-03.db .schema | tr ',' '\n' | sed 's/^ *//'
for file in two/*-02.db two/*-03.db; do
	gpu-extract --explain -s timestamp -c timestamp "$file" 2>&1 >rows |
		sed 's/.*: //'
	sqlite3 "$file" "SELECT count(*), count(DISTINCT timestamp),
	    max(length(timestamp)) FROM gpu_state
	    WHERE State IN ('Claimed', 'Unclaimed', 'Drained')"
done
sum() {
	gpu-agg rows='count()' sum='checksum(*)' | gpu-render -f tsv
}
types=GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time
gpu-extract -T "*=text,$types" two/*.csv | sum >csv
gpu-extract -T "*=text,$types" two/gpu_state_2025-03.db | sum >db
cmp csv db && echo same
sqlite3 two/gpu_state_2025-02.db "SELECT max(n) FROM (SELECT count(*) AS n
    FROM gpu_state WHERE State = 'Claimed' AND AssignedGPUs <> ''
    GROUP BY timestamp, AssignedGPUs)"

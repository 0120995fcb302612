# The same questions to SQLite: filters, groups, distinct, sums.
"$TESTS/sample-folder" data --days 2 --start 2026-10-01
db=data/gpu_state_2026-10.db
same() {
	gpu-extract "$db" | gpu-filter "$1" |
	    gpu-agg -k GPUs_DeviceName,State 'n=count()' \
	    'g=distinct(AssignedGPUs)' 'u=count(GPUsAverageUsage)' \
	    'd=sum(Disk)' 'lo=min(timestamp)' 'm=max(Machine)' |
	    gpu-render -f tsv - | tail -n +2 | sort >ours
	sqlite3 -batch -noheader -separator "$(printf '\t')" -nullvalue '\N' \
	    "$db" "SELECT GPUs_DeviceName, State, count(*),
		count(DISTINCT AssignedGPUs), count(GPUsAverageUsage),
		sum(Disk), min(substr(timestamp, 1, 26)), max(Machine)
	    FROM gpu_state WHERE $2 GROUP BY 1, 2" | sort >theirs
	sed 's/\.000000	/	/' theirs >theirs2
	cmp ours theirs2 && wc -l <ours
}
same true 1
same 'State == "Claimed"' "State = 'Claimed'"
same 'AssignedGPUs is null' 'AssignedGPUs IS NULL'
same 'AssignedGPUs == ""' "AssignedGPUs = ''"
same 'GPUsAverageUsage > 0.5 && RemoteOwner != "user1@pool.example"' \
    "GPUsAverageUsage > 0.5 AND RemoteOwner != 'user1@pool.example'"
same 'contains(Name, "backfill") || GPUs_GlobalMemoryMb >= 80000' \
    "instr(Name, 'backfill') OR GPUs_GlobalMemoryMb >= 80000"
same 'Machine ~ /^gpu0[0-9]*1[.]/' "Machine GLOB 'gpu0[0-9]*1.*'"

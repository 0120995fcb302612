# A pipeline from a database to CSV: GPUs by class and device, each counted
# once a quarter of an hour, the duplicates cleaned up first.
. "$TESTS/cli/memory/_peaks.sh"
one_day
for TIMES in 1 10 100; do
	export TIMES
	days 0 $TIMES | gpu-render -f sqlite --table gpu_state \
		-T timestamp=DATETIME -o gpu_state.db
	measured gpu-extract -q -c timestamp,Name,AssignedGPUs,State,GPUs_DeviceName gpu_state.db |
		measured gpu-bucket -t 15m -F buckets='distinct(bucket)' \
			'bf=contains(Name, "backfill")' |
		measured gpu-filter 'best(State == "Claimed" ? 1 : 0 over timestamp, AssignedGPUs)' |
		measured gpu-agg -k bucket,bf,device=GPUs_DeviceName \
			'c=distinct(AssignedGPUs if State == "Claimed")' |
		measured gpu-agg -k bf,device 'claimed=sum(c) / fact(buckets)' |
		measured gpu-render -f csv >$TIMES.csv
	rm gpu_state.db
done
wc -l <100.csv
compare_peaks 1024

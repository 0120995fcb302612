# Same rows, same bytes: whatever the chunks, the jobs, the locale, the zone,
# the memory.
"$TOP/scripts/gpu-sample" --days 2 >two.tsv
report() {
	gpu-extract -f tsv -T '*=text,GPUsAverageUsage=real,timestamp=time' \
	    -s timestamp "$@" two.tsv |
	gpu-bucket -t 15m 'class=contains(Name, "backfill") ? "b" : PrioritizedProjects == "" ? "open" : "own"' |
	gpu-filter 'best(State == "Claimed" ? 1 : 0 over timestamp, AssignedGPUs)' |
	gpu-agg -k bucket,class,GPUs_DeviceName 'gpus=distinct(AssignedGPUs)' \
	    'use=mean(GPUsAverageUsage)' 'total=sum(GPUsAverageUsage)' \
	    'median=median(GPUsAverageUsage)' 'owners=set(RemoteOwner)' |
	gpu-render -f csv -
}
report >want.csv
wc -l <want.csv
for chunk in 1000 4097 65536; do
	report --chunk $chunk | cmp - want.csv
done
TZ=Australia/Lord_Howe report | cmp - want.csv
LC_ALL=de_DE.UTF-8 report | cmp - want.csv

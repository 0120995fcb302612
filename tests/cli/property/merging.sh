# Partials of any partition merge to the bytes of one run.
"$TOP/scripts/gpu-sample" --days 1 --hosts 9 >day.tsv
gpu-agg --help | grep -q -e --partial || { echo "gpu-agg has no --partial"; exit 77; }
rows() {
	gpu-extract -f tsv -T '*=text,GPUsAverageUsage=real,GPUs_GlobalMemoryMb=int,timestamp=time' "$@"
}
agg() {
	gpu-agg "$@" -k State,GPUs_DeviceName 'n=count()' 'g=distinct(AssignedGPUs)' \
	    'm=mean(GPUsAverageUsage)' 's=sum(GPUsAverageUsage)' \
	    'lo=min(timestamp)' 'hi=max(Name)' 'o=set(RemoteOwner)' \
	    'md=median(GPUsAverageUsage)' 'mo=mode(RemoteOwner)' \
	    'f=first(Name, timestamp)' 'l=last(Name, timestamp)' \
	    'sd=stdev(GPUsAverageUsage)' 'a=any(State == "Claimed")'
}
rows day.tsv | agg -o whole.rows
for parts in 2 7; do
	rm -f part-*
	awk -v n=$parts 'NR == 1 { head = $0; next }
		{ file = "part-" int(NR * 7919 % 104729 / 104729 * n) ".tsv"
		if (!(file in seen)) print head >file
		seen[file]; print >file }' day.tsv
	for part in part-*.tsv; do
		rows "$part" | agg --partial -o "${part%.tsv}.rows"
	done
	gpu-extract part-*.rows | gpu-agg --merge -o merged.rows
	cmp whole.rows merged.rows
	cat part-1.rows part-0.rows >pair.rows
	gpu-agg --merge <pair.rows >/dev/null
done
gpu-render -f csv -c State,n whole.rows | head -n 3

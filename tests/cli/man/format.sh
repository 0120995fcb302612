# A reader that was written from gpu-rows(5) alone reads what the programs
# write: every type, every encoding, two members.
command -v python3 >/dev/null || {
	echo 'python3 is not installed'
	exit 77
}
decode() {
	python3 "$TESTS/cli/man/_decode.py" "$@"
}
"$TOP/scripts/gpu-sample" --hosts 3 | head -n 2001 >some.tsv
gpu-extract -f tsv -T '*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time' \
    --chunk 700 some.tsv |
gpu-bucket -t 15m 'half=f32(GPUsAverageUsage)' 'day=day(timestamp)' 'none=null' \
    'bf=contains(Name, "backfill")' 'one="x"' 'n=cum(1 over all)' \
    'big=n * 1000000007' 'odd=n % 2 == 0 ? null : n' \
    'third=n / 3' 'some=n % 3 == 0 ? null : n / 7' 'claimed=State == "Claimed"' \
    'list=json(n % 2 == 0 ? "[1]" : "{}")' -F 'snapshots=distinct(bucket)' \
    -F 'names=set(State)' -F 'last=max(timestamp)' --chunk 700 | cat >some.rows
cat some.rows some.rows >twice.rows
gpu-render -f tsv -c '*' some.rows >wanted
decode <some.rows | cmp - wanted
decode <twice.rows >got
{ cat wanted; cat wanted; } | cmp got -
! command -v zstd >/dev/null || {
	gpu-extract some.rows -o kept.rows
	decode <kept.rows | cmp - wanted
}
decode --facts <some.rows | sed 's,\(^"late"\) .*:,\1 ,'

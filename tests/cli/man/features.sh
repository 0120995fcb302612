# pipelines/README.md: each feature has a place, each command there runs on
# sample data.
# shellcheck disable=SC2016 # back-quotes are Markdown's
export PATH="$TOP/scripts:$PATH" NOW="2026-10-02 06:00:00"
"$TESTS/sample-folder" data --days 2 --start 2026-09-30 --hosts 9
ln -s "$TOP/pipelines" pipelines
gpu-sample-jobs --days 2 --start 2026-09-30 >jobs.csv
echo '{"excluded_hosts": {"gpu0121": "for a while"}}' >excluded.json
sed -n 's/^| \([0-9, ]*\) |.*/\1/p' pipelines/README.md | tr -d ' ' |
    tr ',' '\n' | sort -n >there
seq 110 | diff - there && echo 'all 110, each once'
# Code spans that begin with a program are commands.
grep -o '`[^`]*`' pipelines/README.md | tr -d '`' |
    grep -E '^(gpu-[a-z]+|make -f pipelines/[a-z]+\.mk [a-zA-Z]+)[ =]' |
    grep -v '^gpu-filter' | awk '!seen[$0]++' >commands
wc -l <commands
sed 's/ -f \(pipelines[^ ]*\)/ -s -f \1/' commands | while read -r command; do
	sh -c "$command" >out.txt 2>err.txt </dev/null ||
		{ echo "status $?: $command"; head -n 3 err.txt; }
	[ -s out.txt ] || [ "${command%% *}" = make ] || echo "nothing: $command"
	# A dry run is for one message.
	rm -f out/*.eml
done

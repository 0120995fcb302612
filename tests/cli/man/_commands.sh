# The commands of pipelines/README.md, each on sample data.  Code spans that
# begin with a program are commands.
export PATH="$TOP/scripts:$PATH" NOW="2026-10-02 06:00:00"
"$TESTS/sample-folder" data --days 2 --start 2026-09-30 --hosts 9
"$TESTS/sample-folder" data2 --days 2 --start 2026-09-30 --hosts 4 --seed 2
ln -s "$TOP/pipelines" pipelines
gpu-sample-jobs --days 2 --start 2026-09-30 >jobs.csv
echo '{"excluded_hosts": {"gpu0121": "for a while"}}' >excluded.json
printf 'device,rate\nNVIDIA H200,2.5\n' >rates.csv
printf 'user,group\nuser1,Physics\n' >members.csv
printf 'device,weight\nNVIDIA H200,0.5\n' >slices.csv
printf 'gpu,parent\nMIG-1,GPU-1\n' >parents.csv
mkdir logs
cat >logs/1.log <<'END'
001 (7.0.0) 2026-10-01 08:00:00 Job executing on host: <10.0.0.1:9618?alias=gpu0107.pool.example>
...
004 (7.0.0) 2026-10-01 09:00:00 Job was evicted.
END
mkdir cluster
PATH="$TESTS/data/bin:$PATH" CLUSTER="$TESTS/data/cluster" \
    NOW='2026-10-01 10:30:00.000000' "$TOP/pipelines/collect-slurm" cluster 2>said
# shellcheck disable=SC2016 # back-quotes are Markdown's
grep -o '`[^`]*`' pipelines/README.md | tr -d '`' |
    grep -E '^(gpu-[a-z]+|make -f pipelines/[a-z]+\.mk [a-zA-Z]+)[ =]' |
    grep -v '^gpu-filter' | awk '!seen[$0]++' >all
# run: those of the file commands.
run() {
	wc -l <commands
	sed 's/ -f \(pipelines[^ ]*\)/ -s -f \1/' commands | while read -r command; do
		sh -c "$command" >out.txt 2>err.txt </dev/null ||
			{ echo "status $?: $command"; head -n 3 err.txt; }
		[ -s out.txt ] || [ "${command%% *}" = make ] || echo "nothing: $command"
		# A dry run is for one message.
		rm -f out/*.eml
	done
}

# A reader that has seen enough ends what writes to it by SIGPIPE, quietly;
# where that signal is ignored, by a message.  Nothing is left behind.
. "$TESTS/cli/faults/_big.sh"
gpu-extract -c Name,State,Disk big.rows >part.rows # no order to keep
for _ in 1 2 3 4 5 6 7 8; do
	cat part.rows
done | gpu-bucket row='cum(1 over all)' >long.rows # more than a pipe holds
mkdir tmp work
cd work || exit
cat >leave.sh <<'END'
rows=../long.rows
export TMPDIR=$PWD/../tmp
"$@" <$rows 2>said | head -c 100 >/dev/null
echo "${PIPESTATUS[0]} $(cat said; rm said)"
END
while read -r command; do
	echo "$command: $(eval "bash leave.sh $command")"
	echo "	ignored: $(trap '' PIPE; eval "bash leave.sh $command")"
done <<'END'
gpu-extract ../long.rows
gpu-extract -s -row ../long.rows
gpu-bucket n=row+1
gpu-bucket 'n=count(over State)'
gpu-filter true
gpu-filter -s -row true
gpu-agg -k row 'n=count()' 'd=max(Disk)' 's=max(State)' 'm=max(Name)'
gpu-render -f csv
gpu-render -f tsv
gpu-render -f line
gpu-render -f jsonl
gpu-render -f json -n 60000
gpu-render -f table -n 60000
gpu-render -f md -n 60000
gpu-render -f html -n 60000
END
ls -A . ../tmp

# pipelines/README.md: each feature has a place; its pipelines run.
. "$TESTS/cli/man/_commands.sh"
sed -n 's/^| \([0-9, ]*\) |.*/\1/p' pipelines/README.md | tr -d ' ' |
    tr ',' '\n' | sort -n >there
seq 110 | diff - there && echo 'all 110, each once'
grep -v '^gpu-report' all >commands
run

# pipelines/README.md: its reports at the prompt, one half.
. "$TESTS/cli/man/_commands.sh"
grep '^gpu-report' all | awk 'NR % 2 == 1' >commands
run

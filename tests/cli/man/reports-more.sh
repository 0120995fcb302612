# pipelines/README.md: its reports at the prompt, the other half.
. "$TESTS/cli/man/_commands.sh"
grep '^gpu-report' all | awk 'NR % 2 == 0' >commands
run

# pipelines/README.md: its reports at the prompt.
. "$TESTS/cli/man/_commands.sh"
grep '^gpu-report' all >commands
run

# States of any partition, merged in any order, with any memory: one run's
# bytes.
command -v python3 >/dev/null || {
	echo 'python3 is not installed'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 python3 "$TESTS/cli/property/_ask.py" merging

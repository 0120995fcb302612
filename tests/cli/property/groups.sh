# Every aggregate, by random keys: what SQLite says, whatever the chunks.
command -v python3 >/dev/null || {
	echo 'python3 is not installed'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 python3 "$TESTS/cli/property/_ask.py" groups

# Random expressions of every operator, NULL everywhere: what SQLite says.
command -v python3 >/dev/null || {
	echo 'python3 is not installed'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 python3 "$TESTS/cli/property/_ask.py" expressions

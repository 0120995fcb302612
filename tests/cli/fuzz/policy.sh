# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_policy" "$TESTS/fuzz/corpus/policy" >log || {
	tail -n 1 log
	exit 1
}

# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_facts" "$TESTS/fuzz/corpus/facts" >log || {
	tail -n 1 log
	exit 1
}

# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_layout" "$TESTS/fuzz/corpus/layout" >log || {
	tail -n 1 log
	exit 1
}

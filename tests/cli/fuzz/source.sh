# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_source" "$TESTS/fuzz/corpus/source" >log || {
	tail -n 1 log
	exit 1
}

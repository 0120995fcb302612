# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_pages" "$TESTS/fuzz/corpus/pages" >log || {
	tail -n 1 log
	exit 1
}

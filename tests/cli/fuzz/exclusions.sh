# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_exclusions" "$TESTS/fuzz/corpus/exclusions" >log || {
	tail -n 1 log
	exit 1
}

# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_csvread" "$TESTS/fuzz/corpus/csvread" >log || {
	tail -n 1 log
	exit 1
}

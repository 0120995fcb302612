# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_states" "$TESTS/fuzz/corpus/states" >log || {
	tail -n 1 log
	exit 1
}

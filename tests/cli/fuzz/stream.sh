# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_stream" "$TESTS/fuzz/corpus/stream" >log || {
	tail -n 1 log
	exit 1
}

# Seeds, and whatever once broke it.
"$BUILD/tests/fuzz/fuzz_expr" "$TESTS/fuzz/corpus/expr" >log || {
	tail -n 1 log
	exit 1
}

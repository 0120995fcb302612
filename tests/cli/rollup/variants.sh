# The roll-up of reports drawn at random, against one computed with exact
# fractions: all variants, unordered reports, many files, months.
PODS=$TESTS/cli/rollup/_pods.py
first=${SEED:-1}
roll() { # its options
	make -s -f "$TOP/pipelines/rollup.mk" IN=in OUT=out "$@" >said 2>&1
}
n=0
for seed in $(seq "$first" $((first + ${SEEDS:-10} - 1))); do
	rm -rf in out
	python3 "$PODS" make in "$seed" $((seed % 3 + 1))
	set -- LABELS=all GREATEST= MONTH= CLUSTER=
	[ $((seed % 2)) = 0 ] || set -- LABELS=enabled "$2" "$3" "$4"
	[ $((seed / 2 % 2)) = 0 ] || set -- "$1" GREATEST=sql "$3" "$4"
	[ $((seed % 5)) != 3 ] || set -- "$1" "$2" MONTH=2025-02 "$4"
	[ $((seed % 4)) != 2 ] || set -- "$1" "$2" "$3" CLUSTER=c1
	if ! roll "$@"; then
		# No row of the month, or none with a node, is told.
		grep -q 'no pod had a node' said || cat said
		continue
	fi
	python3 "$PODS" check in out "${1#*=}" "${2#*=}" "${3#*=}" "${4#*=}" ||
		echo "SEED=$seed $*"
	n=$((n + 1))
done
[ "$n" -gt 5 ] && echo 'as computed'

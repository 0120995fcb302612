# What is no number and no date is refused.
for bad in "--days x" "--days" "--start 2026-02-30" "--start tomorrow" \
    "--hosts -1" "--colour red"; do
	rc=0
	# shellcheck disable=SC2086 # an option and its value
	"$TOP/scripts/gpu-sample" $bad || rc=$?
	echo "$bad: $rc"
done

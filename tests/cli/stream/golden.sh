# Streams of released versions: what could be read still reads the same, what
# was refused still is.
for file in "$TESTS"/data/streams/v*.rows; do
	basename "$file"
	gpu-render -f json "$file"
	gpu-render -f types "$file"
	case $file in *states*)
		gpu-agg --merge <"$file" | gpu-render -f csv -
		continue ;;
	esac
	gpu-filter -F total='count()' true <"$file" |
		gpu-agg rows='fact(rows)' buckets='fact(buckets)' \
		last='fact(last)' missing='fact(missing)' total='fact(total)' |
		gpu-render -f line -
done
for file in "$TESTS"/data/streams/refused-*.rows; do
	rc=0
	gpu-filter true <"$file" 2>&1 >/dev/null || rc=$?
	echo "$(basename "$file"): $rc"
done

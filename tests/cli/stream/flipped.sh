# A flipped bit is refused, or was in padding and changes nothing.
. "$TESTS/cli/stream/_small.sh"
gpu-render -f csv small.rows >want.csv
refused=0
for whole in small.rows kept.rows; do
	bytes=$(wc -c <$whole)
	at=3
	while [ "$at" -lt "$bytes" ]; do
		byte=$(od -An -tu1 -j "$at" -N 1 "$whole")
		{
			head -c "$at" "$whole"
			# shellcheck disable=SC2059 # the byte is the format
			printf "\\$(printf %o $(((byte + 64) % 256)))"
			tail -c "+$((at + 2))" "$whole"
		} >bad.rows
		if gpu-render -f csv bad.rows >got.csv 2>err; then
			cmp want.csv got.csv
		else
			refused=$((refused + 1))
			grep -q '^gpu-render: bad.rows:' err || cat err
		fi
		at=$((at + 211))
	done
done
[ "$refused" -gt 10 ] || echo "only $refused refused"

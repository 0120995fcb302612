# The matrix of a panel, however the panel comes, is what a computation of its
# own says: every cell, name, fill and count.
python3 "$TESTS/cli/matrix/_panel.py" make 7
mk() {
	make -s -f "$TOP/pipelines/matrix.mk" "$@" >plan
}
while read -r in impute scope least most share dtype every; do
	mk IN="$in" OUT=out IMPUTE="$impute" SCOPE="$scope" MIN_CS="$least" \
	    MAX_CS="$most" MAX_NAN="$share" DTYPE="$dtype" SAMPLE="1/$every" 2>err
	grep -v 'infinite now' err
	python3 "$TESTS/cli/matrix/_panel.py" check out "$impute" "$scope" \
	    "$least" "$most" "$share" "$dtype" "$every" &&
	echo "$in $impute $scope $least $most $share $dtype 1/$every"
done <<'END'
panel.csv median kept 1 0 0.5 f4 1
panel.sqlite median kept 1 0 0.5 f4 1
dir median kept 1 0 0.5 f4 1
mixed.csv median kept 1 0 0.5 f4 1
panel.csv median all 2 3 0.4 f4 1
dir mean kept 3 0 .5 f4 1
mixed.csv mean all 1 4 1 f4 1
panel.sqlite zero kept 1 0 0.3 f2 1
panel.csv none kept 2 0 0.9 f2 1
panel.csv median kept 1 0 0.5 f4 3
END
sed 's/[0-9.]* .B are free/N are free/' plan
cp out/matrix.npy was.npy
mk IN=panel.csv OUT=out SAMPLE=1/3 && echo again
[ -z "$(find out/matrix.npy -newer was.npy)" ] && cmp out/matrix.npy was.npy &&
echo 'nothing done'
gzip -k panel.csv && mk IN=panel.csv.gz OUT=out SAMPLE=1/3
cmp out/matrix.npy was.npy && echo compressed
cat >names <<'END'
a
`b 2`
infinite
END
mk IN=panel.csv OUT=out COLUMNS=names
grep -o '"columns.*\|"dropped.*' out/meta.json
ls out out/work
for python in python3 /usr/bin/python3; do
	"$python" -c 'import numpy' 2>/dev/null || continue
	"$python" - <<'END' && exit
import json, numpy as np
a = np.load("out/matrix.npy", mmap_mode="r")
assert a.shape[1] == 2 and a.dtype == np.float32 and not np.isnan(a).any()
meta = json.load(open("out/meta.json"))
assert a.shape == (meta["rows_out"], len(meta["columns"]))
b = np.load("was.npy")
assert np.array_equal(b, np.load("was.npy", mmap_mode="r"))
END
	echo 'numpy differs'
done

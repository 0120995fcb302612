# Zeros and nothing in place of what is missing: the panel goes through once, or
# twice if a feature has its first value late; in order or not, in all forms.
python3 "$TESTS/cli/matrix/_panel.py" make 11 1500
mk() {
	make -s -f "$TOP/pipelines/matrix.mk" OUT=out "$@" 2>err >plan
}
# How often the panel is read: gpu-extract runs for the plan, for the first
# rows, and once or twice for all of them.
mkdir bin
for p in bucket filter agg render; do
	ln -s "$GPUTALLY_BIN/gpu-$p" bin
done
cat >bin/gpu-extract <<END
#!/bin/sh
case \$* in *rows_in*) echo "\$(echo "\$*" | grep -o -e '--ordered')" >>$PWD/reads ;; esac
exec $GPUTALLY_BIN/gpu-extract "\$@"
END
chmod +x bin/gpu-extract
export GPUTALLY_BIN="$PWD/bin"
while read -r in impute least most share dtype every; do
	: >reads
	mk IN="$in" IMPUTE="$impute" MIN_CS="$least" MAX_CS="$most" \
	    MAX_NAN="$share" DTYPE="$dtype" SAMPLE="1/$every" || cat err
	grep -v 'infinite now' err
	python3 "$TESTS/cli/matrix/_panel.py" check out "$impute" kept \
	    "$least" "$most" "$share" "$dtype" "$every" &&
	echo "$in $impute $least $most $share $dtype 1/$every:" \
	    "reads: $(sed 's/^$/sorted/' reads | tr '\n' ' ')"
done <<'END'
panel.csv zero 1 0 0.5 f4 1
panel.csv none 1 0 0.5 f2 1
mixed.csv zero 1 0 0.3 f4 1
dir zero 1 0 0.5 f4 1
panel.sqlite none 3 4 0.4 f4 2
END
ls out out/work
echo 'nothing comes late:'
python3 - <<'END'
import csv
with open("panel.csv", newline="") as f, open("even.csv", "w", newline="") as g:
    out = csv.writer(g, lineterminator="\n")
    for row in csv.reader(f):
        out.writerow(row[:8] + row[9:])
END
: >reads
mk IN=even.csv IMPUTE=zero && cat reads && grep -o '"dropped.*' out/meta.json
mk IN=even.csv IMPUTE=zero && wc -l <reads
echo 'what cannot be:'
try() {
	rc=0
	mk "$@" || rc=$?
	grep -v '^make' err | cut -c 1-120
	echo "status $rc: $*; $(find out -name '*new*' -o -name '*rows' | wc -l)"
}
head -n 1 panel.csv >header.csv
try IN=header.csv IMPUTE=zero
cut -d, -f 1-3 panel.csv >featureless.csv
try IN=featureless.csv IMPUTE=zero
cut -d, -f 1,2,4- panel.csv >targetless.csv
try IN=targetless.csv IMPUTE=none
printf 'ts,symbol,target,a,b\n1,X,0.5,inf,\n2,Y,1,-inf,nan\n' >infinite.csv
try IN=infinite.csv IMPUTE=zero
printf 'ts,symbol,target,a,b\n1,X,inf,1,\n2,Y,,2,nan\n' >aimless.csv
try IN=aimless.csv IMPUTE=none
printf 'ts,symbol,target,a\n1,X,1,1\n,Y,2,2\n3,,3,3\n' >nameless.csv
try IN=nameless.csv IMPUTE=zero
printf 'ts,symbol,target,a\n1,X,1,1\nsoon,Y,2,2\n' >timeless.csv
try IN=timeless.csv IMPUTE=zero
try IN=panel.csv MIN_CS=100 IMPUTE=zero
said=$( (trap '' XFSZ; ulimit -f 100; mk IN=panel.csv IMPUTE=zero; cat err) |
	grep -v '^make')
echo "$said"

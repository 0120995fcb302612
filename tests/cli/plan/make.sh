# The plan for make: the report of one run, only what changed is done again,
# and any name of a folder that a Makefile can hold.
# shellcheck disable=SC2016 # names with a $
. "$TESTS/cli/plan/_data.sh"
one_run >want.csv
"$PLAN" make -q -p user-hours 2026 data out >plan.mk
make -s -j4 -f plan.mk && cmp out/user-hours-2026.csv want.csv &&
echo "the same, $(wc -l <want.csv) lines"
"$PLAN" make -q 2026-01..2026-02 data out | make -s -j4 -f -
cat out/device-hours-2026-01_2026-02.csv
HERE=$TOP/pipelines/plans bash -c '. "$HERE/device-hours.plan"
part data | gpu-agg --merge | report' >one.csv
cmp one.csv out/device-hours-2026-01_2026-02.csv && echo 'the same'

stamps() { stat -c '%n %y' out/*2026.csv out/parts/user*.part | sort; }
again() {
	stamps >before
	make -s -f plan.mk
	stamps | diff before - | sed -n 's/^> \([^ ]*\).*/again: \1/p'
}
echo nothing
again
echo 'one month'
touch data/gpu_state_2026-02.db
again
echo 'a month is gone'
mv data/gpu_state_2026-02.db data/kept
"$PLAN" make -q -p user-hours 2026 data out >plan.mk
again
mv data/kept data/gpu_state_2026-02.db

echo 'archives, and names'
try "$PLAN" make -q 2026 'a $(b) #c' out
odd='a $b #c :e'
mkdir "$odd"
for m in 01 02; do
	gpu-extract data/gpu_state_2026-$m.db -o "$odd/gpu_state_2026-$m.rows"
done
cp "$TOP/pipelines/plans/user-hours.plan" "$odd/mine.plan"
"$PLAN" make -q --plan="$odd/mine.plan" 2026 "$odd" "$odd/o" | make -s -f - &&
cmp "$odd/o/mine-2026.csv" want.csv && echo 'the same'
"$PLAN" make -q -p user-hours 2026 "$odd/gpu_state" out | make -s -f -
cmp out/user-hours-2026.csv want.csv && echo 'the same'
find . -name '.*.part*' -o -name '.*.csv*'

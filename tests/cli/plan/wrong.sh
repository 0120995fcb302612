# What is wrong is told before a plan is printed; a job leaves its file whole
# or not at all, and says 2 whatever stage of a pipeline said it.
# shellcheck disable=SC2016 # for others to expand
. "$TESTS/cli/plan/_data.sh"
try "$PLAN"
try "$PLAN" make
try "$PLAN" make 2026 data
try "$PLAN" cron 2026 data out
for months in 20266 2026-13 2026-00 2026-02..2026-01 2026-01.. '2026;ls' \
    0001-01..9999-12 '2026-$(ls)'; do
	try "$PLAN" make "$months" data out
done
try "$PLAN" make -p none 2026 data out
try "$PLAN" make --retries=x 2026 data out
try "$PLAN" make --frob 2026 data out
try "$PLAN" make 2026 none out
try "$PLAN" make 2025 data out
mkdir empty two
try "$PLAN" make 2026 empty out
touch two/a_2026-01.db two/b_2026-01.db
try "$PLAN" make 2026 two out
try "$PLAN" make 2026 data "a
b"
for name in 'a\b' 'a"b' "a'b" 'a;b' 'a*b' 'a|b' 'a=b' 'a(b' 'a]b' 'a`b' 'a%b'; do
	try "$PLAN" make 2026 data "$name"
done
lines=2
try "$PLAN" make 2026 data out
echo 'part() { :; }' >bad.plan
try "$PLAN" make -q -p ./bad.plan 2026 data out
echo 'part() { :; }; report() { :; }; ending=../x' >bad.plan
try "$PLAN" make -q -p ./bad.plan 2026 data out
echo 'part() {' >bad.plan
lines=1
try "$PLAN" make -q -p ./bad.plan 2026 data out

echo
make_plan() {
	cat >my.plan <<END
part() { $1; }
report() { ${2:-gpu-render -f csv}; }
END
}
month=data/gpu_state_2026-01
job() {
	try "$PLAN" part my.plan "${1:-$month}" out/a.part
	find out -type f
}
make_plan 'gpu-extract --if bogus "$1" | gpu-agg --partial n="count()"'
job
make_plan 'gpu-extract "$1" | gpu-agg --partial bogus | cat'
job
make_plan 'gpu-extract "$1" | gpu-agg --partial n="count()"; false; true'
job
make_plan 'gpu-extract "$1" | gpu-agg --partial n="count()" | { cat; exit 3; }'
job
make_plan 'gpu-extract "$1" | gpu-agg --partial n="count()"'
job none/gpu_state_2026-01
job
try "$PLAN" report my.plan out/r.csv out/a.part out/b.part
cp out/a.part out/b.part
head -c -20 out/b.part >out/c.part
try "$PLAN" report my.plan out/r.csv out/a.part out/c.part
make_plan : 'gpu-render -c bogus'
try "$PLAN" report my.plan out/r.csv out/a.part out/b.part
find out -type f | sort

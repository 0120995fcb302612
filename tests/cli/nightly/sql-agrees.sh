# The nightly tables are those that SQLite computes from the same databases,
# over a month's end.
"$TESTS/sample-folder" data --days 4 --start 2026-09-29 --seed 3
for hours in 24 60; do
	make -s -j2 -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out-$hours \
	    HOURS=$hours out-$hours/report.json >log 2>&1 || cat log
	"$TESTS/sql/figures" data $hours >sql.tsv
	"$TESTS/sql/figures" --report out-$hours/report.json >report.tsv
	"$TESTS/sql/figures" --compare sql.tsv report.tsv | head
	wc -l <report.tsv
done

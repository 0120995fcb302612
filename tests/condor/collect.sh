# The collector at a pool that runs: two snapshots of all its slots, whole, and
# a report of them.  CONSTRAINT chooses other ads than all.
command -v condor_status >/dev/null || { echo 'no condor_status'; exit 77; }
command -v sqlite3 >/dev/null || { echo 'no sqlite3'; exit 77; }
export CONSTRAINT="${CONSTRAINT:-true}"
ask() {
	timeout 60 condor_status -constraint "$CONSTRAINT" -af Name
}
ask >names 2>said || { echo "no pool: $(head -n 1 said)"; exit 77; }
[ -s names ] || { echo 'a pool without slots'; exit 77; }

mkdir db
# Slots come and go: what one snapshot has is compared with what was there
# before or after it.
for _ in 1 2 3 4 5; do
	ask | sort -u >before
	rm -f db/*
	"$TOP/pipelines/collect" db 2>said || { cat said; break; }
	ask | sort -u >after
	sqlite3 db/*.db 'SELECT DISTINCT Name FROM gpu_state' | sort >got
	cmp -s got before || cmp -s got after && break
	sleep 1
done
cmp -s got before || cmp -s got after && echo 'all slots, each by its name'
sleep 1
"$TOP/pipelines/collect" db
sqlite3 db/*.db 'SELECT count(DISTINCT timestamp) || " snapshots", "of " ||
	count(DISTINCT typeof(timestamp)) || " type" FROM gpu_state
	WHERE Name IS NOT NULL AND Machine IS NOT NULL AND State IS NOT NULL'
make -s -f "$TOP/pipelines/nightly.mk" DATA=db OUT=out HOURS=1 2>said || cat said
grep -c '"snapshots":2' out/report.json

# A run that is killed at any moment leaves no half report, and the next one
# comes to the same bytes as a run that nothing disturbed.  SEED=N repeats the
# moments.
export NOW='2026-10-03 06:00:00'
SEED=${SEED:-$$}
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --hosts 9
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data "$@"
}
nightly OUT=old HOURS=24
nightly OUT=new HOURS=50
bad() {
	echo "SEED=$SEED: $*"
}

# Sends the whole group of a run one signal after some milliseconds.
cat >kill.py <<'END'
import os, random, signal, subprocess, sys, time
seed, number, name, *command = sys.argv[1:]
delay = random.Random(int(seed) * 1000 + int(number)).uniform(0.005, 0.3)
run = subprocess.Popen(command, start_new_session=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
time.sleep(delay)
try:
    if name == "TERM":  # of make alone, which passes it on
        os.kill(run.pid, signal.SIGTERM)
    else:
        os.killpg(run.pid, getattr(signal, "SIG" + name))
except ProcessLookupError:
    pass
sys.exit(0 if run.wait() == 0 else 1)
END

number=0 stopped=0
for name in INT TERM KILL INT TERM KILL INT TERM KILL INT TERM KILL INT TERM \
    KILL INT TERM KILL INT TERM; do
	number=$((number + 1))
	rm -rf out
	[ $((number % 2)) -eq 0 ] || cp -Rp old out # over a report that is there
	python3 kill.py "$SEED" $number $name make -s -f \
	    "$TOP/pipelines/nightly.mk" DATA=data OUT=out HOURS=50 ||
		stopped=$((stopped + 1))
	# What still runs holds the lock.
	if [ -e out/work/lock ]; then
		flock -w 20 out/work/lock true || bad "$number $name: runs on"
	fi
	for f in report.txt report.html report.json; do
		[ ! -e out/$f ] || cmp -s out/$f old/$f ||
			cmp -s out/$f new/$f || bad "$number $name: half a $f"
	done
	if [ $name != KILL ] && [ -d out ]; then
		find out -name '*.rows.??????' -o -name 'report.*.??????' >left
		[ ! -s left ] || bad "$number $name: left $(cat left)"
	fi
	nightly OUT=out HOURS=50 || bad "$number $name: the next one: $?"
	for f in report.txt report.html report.json work/tally.rows; do
		cmp out/$f new/$f || bad "$number $name: other bytes in $f"
	done
	find out/work -name '*.rows.??????' >left
	[ ! -s left ] || bad "$number $name: the next one left $(cat left)"
done
[ "$stopped" -ge 5 ] || bad "only $stopped were stopped"

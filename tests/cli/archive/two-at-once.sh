# Two runs: the second waits; one that is killed leaves no archive that isn't
# whole, and the next one comes to the same.  SEED=N repeats the moments.
. "$TESTS/cli/archive/_month.sh"
SEED=${SEED:-$$}
folder data
figures data >want
mkdir -p alone
archive OUT=alone >made
(
	exec 9>>data/.archive.lock
	flock 9
	echo >held
	until [ -e tried ]; do sleep 0.05; done
) &
until [ -e held ]; do sleep 0.05; done
rc=0
archive LOCK_WAIT=0 >said 2>&1 || rc=$?
echo "status $rc, $(grep -v '^make' said)"
echo >tried
wait
for n in 1 2 3; do
	archive >/dev/null 2>&1 || echo "run $n: status $?" &
done
wait
for m in 09 10; do
	cmp data/gpu_state_2026-$m.rows alone/gpu_state_2026-$m.rows
done

cat >kill.py <<'PY'
import os, random, signal, subprocess, sys, time
seed, number, *command = sys.argv[1:]
delay = random.Random(int(seed) * 1000 + int(number)).uniform(0.005, 0.15)
run = subprocess.Popen(command, start_new_session=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
time.sleep(delay)
try:
    os.killpg(run.pid, [signal.SIGINT, signal.SIGTERM,
                        signal.SIGKILL][int(number) % 3])
except ProcessLookupError:
    pass
run.wait()
PY
for n in 1 2 3 4 5 6 7 8 9; do
	rm -f data/*.rows
	python3 kill.py "$SEED" $n make -s -f "$TOP/pipelines/archive.mk" \
	    DATA=data NOW='2026-10-03 06:00:00'
	flock -w 20 data/.archive.lock true || echo "SEED=$SEED: $n runs on"
	for x in data/*.rows; do
		[ ! -e "$x" ] || cmp "$x" "alone/${x##*/}" ||
			echo "SEED=$SEED: $n left half of $x"
	done
	archive >/dev/null || echo "SEED=$SEED: $n: the next one: $?"
	find data -name '.gpu*' | sed "s/^/SEED=$SEED: $n left /"
done
figures data | cmp - want && way data

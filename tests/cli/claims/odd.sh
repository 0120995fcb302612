# Slots that contradict themselves: each kind once, told by its name; snapshots
# that lack machines.
. "$TESTS/cli/nightly/_worked.sh"
export NOW='2026-10-08 06:00:00'
night odd <<'END'
10:00:05|slot1_1@o1|G1|Claimed||A|u|0.5
10:00:05|slot1_2@o1||Claimed||A|u|0.5
10:00:05|slot1_3@o1|G2|Claimed||A||0.5
10:00:05|slot1@o2|G3|Unclaimed||A
10:00:05|slot1@o3|G3|Unclaimed||A
10:00:05|slot1_1@o4|G4|Claimed||A|u|1.5
10:00:05|slot1_2@o4|G5|Claimed||A|u|-0.5
10:00:05|slot1@o5|G6|Unclaimed||-
10:00:05|slot1_1@o6|G7|Claimed||A|u|0.5
10:00:05|backfill1_1@o6|G7|Claimed||L40S|v|0.5
10:05:05|slot1@o2|G3|Unclaimed||A
10:10:05|slot1@o2|G3|Unclaimed||A
10:10:05|slot1@o3|G8|Unclaimed||A
10:10:05|slot1@o4|G4|Unclaimed||A
10:10:05|slot1@o5|G5|Unclaimed||A
10:10:05|slot1@o6|G7|Unclaimed||A
END
sqlite3 odd/gpu_state_2026-10.db "ALTER TABLE gpu_state ADD GlobalJobId TEXT;
    UPDATE gpu_state SET GlobalJobId = Name WHERE State = 'Claimed' AND AssignedGPUs != 'G2';
    UPDATE gpu_state SET GlobalJobId = 'left' WHERE AssignedGPUs = 'G8'"
make -s -f "$TOP/pipelines/nightly.mk" DATA=odd OUT=out CHANGE=no odd
cat out/odd.txt
gpu-render -f csv -c what,machine,rows,snapshots,slots,slot,gpu out/work/odd_slots.rows
gpu-render -f csv out/work/thin.rows
# A policy's own idea of what is odd.
mkdir site
cat >site/odd <<'END'
odd = State == "Unclaimed" && startswith(Machine, "o3") ? "Why is <o3> free?\t" : ""
END
gpu-extract -w 24h odd | GPUPATH=site:$TOP/pipelines/policy/chtc ALL_DEVICES='' \
    gpu-bucket @slots of_slot=1 @odd | gpu-filter 'odd != ""' | gpu-agg -k odd n='count()' |
    gpu-render -f csv -

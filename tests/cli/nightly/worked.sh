# What small nights come to, worked out by hand, by the rules of 2025 and 2026:
# claimed/available/percent (buckets).
. "$TESTS/cli/nightly/_worked.sh"

# An idle primary row and a claimed backfill row of one GPU.
night E1 <<'END'
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|backfill1_1@r1|G1|Claimed|P|A
END
both E1 class device
night E1b <<'END'
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|backfill1_1@r1|G1|Claimed||A
END
both E1b class

# Ties go to the earlier row.
night E2 <<'END'
10:00:05|slot1@r1|G1|Drained|P|A
10:00:05|backfill1@r1|G1|Unclaimed|P|A
END
both E2 device
night E2b <<'END'
10:00:05|backfill1@r1|G1|Unclaimed|P|A
10:00:05|slot1@r1|G1|Drained|P|A
END
both E2b device

# A GPU that is claimed and then free in one bucket.
night E3 <<'END'
10:00:05|slot1_1@o1|G1|Claimed||A
10:05:05|slot1@o1|G1|Unclaimed||A
END
both E3 class device

# Averages over the buckets of the window, or over those of a memory size.
night E4 <<'END'
10:00:05|slot1@o1|G1|Claimed||A
10:15:05|slot1@o2|G2|Unclaimed||L40S
END
both E4 device memory class

# NULL counts as prioritized.
night E5 <<'END'
10:00:05|slot1@x|G1|Claimed|-|A
END
both E5 class
night E5b <<'END'
10:00:05|slot1@x|G1|Claimed| |A
END
both E5b class

# An empty id is one GPU.
night E6 <<'END'
10:00:05|slot1@r1|G1|Claimed|P|A
10:00:05|slot1@r2|G2|Claimed|P|A
10:00:05|backfill1@r1||Unclaimed|P|A
10:00:05|backfill1@r2||Unclaimed|P|A
END
both E6 class

night E7 <<'END'
10:00:05|slot1@c1|G1|Claimed||A
10:00:05|slot1@c2|G2|Unclaimed|P|A
END
both E7 class

# Users: hours shared by the buckets of the device.
night E8 <<'END'
10:00:05|slot1@o1|G1|Claimed||H200|u1
10:05:05|slot1@o1|G1|Claimed||H200|u2
10:15:05|slot1@o1|G1|Claimed||H200|
10:30:05|slot1@o1|G1|Claimed||H200|-
10:45:05|slot2@o1|G9|Claimed||A|u9
END
HOURS=1 both E8 h200_users

# Whose backfill it is.
night E9 <<'END'
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|backfill1@r1|G2|Claimed||A|u1
10:00:05|slot1@o1|G3|Unclaimed||A
10:00:05|backfill1@o1|G4|Claimed||A|u1
10:00:05|backfill1@c1|G5|Claimed|P|A|u2
END
both E9 class backfill_users
night E9b <<'END'
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|backfill1@r1|G2|Unclaimed||L40S
END
tables E9b 2026 class device

# A GPU in two classes of one bucket; memory that is not known.
night E10 <<'END'
10:00:05|slot1@o1|G1|Claimed||A|-|-|-|null
10:00:05|slot1@r1|G2|Claimed|P|A
10:05:05|slot1@r1|G2|Claimed||A
10:15:05|slot1@r1|G2|Unclaimed|P|A
END
both E10 memory
night E10b <<'END'
10:00:05|slot1@o1|G1|Claimed||A40
10:00:05|slot1@o2|G2|Unclaimed||L40S
END
both E10b memory device

night E11 <<'END'
10:00:05|interactive1@o1|G1|Claimed||A
10:00:05|interactive1@r1|G2|Claimed|P|A
END
both E11 class

# Of some hosts only, as their letters are.
night E12 <<'END'
10:00:05|slot1@Gpu1.x|G1|Unclaimed||A
10:00:05|slot1@gpu1axy|G2|Claimed||A
END
HOST=gpu1.x both E12 class device

# Backfill by its name, as it is written.
night E13 <<'END'
10:00:05|Backfill1@o1|G1|Claimed||A
END
both E13 class

# One open row makes a machine open.
night E15 <<'END'
10:00:05|backfill1@r1|G1|Unclaimed||A
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|slot1@r2|G2|Unclaimed|P|A
10:00:05|slot1@n1|G3|Unclaimed|-|A
10:00:05|slot1@b1|G4|Unclaimed| |A
END
tables E15 2025 categories

# Usage of claimed rows, those that are known and not negative.
night E20 <<'END'
10:00:05|slot1@o1|G1|Claimed||A|u|0.5
10:05:05|slot1@o1|G1|Claimed||A|u|1.5
10:10:05|slot1@o1|G1|Claimed||A|u|-
10:12:05|slot1@o1|G1|Claimed||A|u|-0.1
END
both E20 performance

# Lent GPUs in totals and over time.
night E21 <<'END'
10:00:05|slot1@r1|G1|Unclaimed|P|A
10:00:05|backfill1@r1|G1|Claimed||A
10:00:05|slot1@o1|G2|Claimed||A
10:00:05|slot2@o1|G3|Drained||A
END
both E21 unique series

# Claimed, then drained.
night E22 <<'END'
10:00:05|slot1@o1|G1|Claimed||A
10:05:05|slot1@o1|G1|Drained||A
END
tables E22 2026 device device3

# What is prevented is no capacity for a while.
night E23 <<'END'
10:00:05|slot1@o1|G1|Owner||A|-|-|full
10:00:05|backfill1@o1|G1|Claimed||A
10:00:05|slot2@o1|G2|Unclaimed||A|-|-|full
10:00:05|backfill2@o1|G2|Unclaimed||A
10:15:05|slot1@o2|G3|Unclaimed||A
END
tables E23 2026 class device
tables E23 2026 page.prevented prevented prevented_reasons

# Exactly 20 minutes do not end an interval of draining, a second more does;
# one sample is a quarter of an hour.  A claimed row of the same moment wins.
night E24 <<'NIGHT'
10:00:00|slot1@o1|G1|Drained||A
10:20:00|slot1@o1|G1|Drained||A
10:40:01|slot1@o1|G1|Drained||A
12:00:00|slot1@o1|G1|Drained||A
12:05:00|slot1@o1|G1|Drained||A
12:05:00|slot1_1@o1|G1|Claimed||A
NIGHT
tables E24 2026 drain_runs draining draining_hosts

# A slot that is called Backfill is a backfill slot for this table.
night E25 <<'NIGHT'
10:00:05|slot1@o1|G1|Unclaimed||A
10:05:05|slot1@o1|G1|Unclaimed||A
10:05:05|slot2@o1|G2|Unclaimed| |A
10:05:05|Backfill1@o1|G1|Claimed||A
10:05:05|slot1@o2|G3|Claimed||A
10:05:05|slot1@o3|G4|Unclaimed|P|A40
10:05:05|slot1@o4|G5|Unclaimed|P|-
10:20:05|slot1@o4|G6|Unclaimed|Q|-
NIGHT
tables E25 2026 zero_active filtered

# Users of the devices that are asked for, each over its own intervals.
night E26 <<'NIGHT'
10:00:05|slot1@o1|G1|Claimed||A|u
10:00:05|slot1@o2|G2|Claimed||L40S|v
10:15:05|slot1@o2|G2|Claimed||L40S|
10:30:05|slot1@o1|G1|Unclaimed||A|-
NIGHT
DEVICE_USERS='NVIDIA A100-SXM4-80GB,NVIDIA L40S' tables E26 2026 device_users h200_users

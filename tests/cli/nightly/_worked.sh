# Small nights: rows as `TIME NAME GPU STATE PROJECTS DEVICE [OWNER [USAGE
# [REASON [MB]]]]` with `|` between; - is NULL.  Machine is what follows the @
# of the name; c1 and c2 are the owned ones.

# night NAME [VARIABLE=VALUE]...: keeps the rows of its input as that example.
night() {
	mkdir -p "$1"
	printf '%s\n' c1 c2 >"$1/chtc_owned"
	awk -F '|' '
		function cell(s) {
			return s == "-" ? "" : "\"" s "\""
		}
		BEGIN {
			name["A"] = "NVIDIA A100-SXM4-80GB"; mb["A"] = 81051
			name["L40S"] = "NVIDIA L40S"; mb["L40S"] = 45589
			name["A40"] = "NVIDIA A40"; mb["A40"] = 45634
			name["H200"] = "NVIDIA H200"; mb["H200"] = 143771
			name["-"] = "-"; mb["-"] = "-"
			print "Name,AssignedGPUs,State,GPUs_DeviceName," \
			    "GPUs_GlobalMemoryMb,PrioritizedProjects," \
			    "GPUsAverageUsage,Machine,RemoteOwner," \
			    "PreventJobsReason,timestamp"
		}
		{
			machine = $2
			sub(/.*@/, "", machine)
			for (n = NF + 1; n <= 10; n++)
				$n = "-"
			m = $10 == "-" ? mb[$6] : $10 == "null" ? "-" : $10
			print cell($2) "," cell($3) "," cell($4) "," \
			    cell(name[$6]) "," (m == "-" ? "" : m) "," \
			    cell($5) "," ($8 == "-" ? "" : $8) "," \
			    cell(machine) "," cell($7) "," cell($9) "," \
			    cell("2026-10-07 " $1)
		}' >"$1/night.csv"
	gpu-extract -T '*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real' \
	    "$1/night.csv" | gpu-render -f sqlite --table gpu_state -T \
	    'GPUs_GlobalMemoryMb=BIGINT,GPUsAverageUsage=FLOAT,timestamp=DATETIME' \
	    -o "$1/gpu_state_2026-10.db" -
}

# tables NAME POLICY TABLE...: what is not zero in them.  HOURS and HOST as they
# are set.
tables() {
	name=$1 policy=$2
	shift 2
	out=$name-$policy
	for table; do
		echo "$out/work/$table.rows"
	done | xargs make -s -f "$TOP/pipelines/nightly.mk" DATA="$name" \
	    OUT="$out" POLICY="chtc-$policy" EXCLUDE=none HOURS="${HOURS:-24}" \
	    HOST="${HOST:-}" \
	    ${DEVICE_USERS:+DEVICE_USERS="$DEVICE_USERS"} ||
		return
	for table; do
		case $table in
		class) set -- class ;;
		class3) set -- class ;;
		device | device3) set -- class device ;;
		memory) set -- memory ;;
		unique) set -- '"all"' ;;
		*)
			gpu-render -f csv "$out/work/$table.rows" |
			sed "1d; s/^/$name $policy $table /"
			continue ;;
		esac
		percent=percent drained='' buckets=', " (", text(buckets), ")"'
		case $table in
		device | device3 | memory)
			gpu-render -f types "$out/work/$table.rows" |
			grep -q drained_percent && drained=', " drained ", text(drained)' ;;
		esac
		[ "$table" != unique ] ||
			percent='100 * claimed / available' buckets=''
		key=$1
		[ $# -eq 1 ] || key="$1, \" \", $2"
		gpu-filter 'available > 0' <"$out/work/$table.rows" |
		gpu-bucket line="concat($key, \" \", text(round(claimed, 4)), \"/\",
		    text(round(available, 4)), \"/\",
		    text(round($percent, 3))$buckets$drained)" -c line |
		gpu-render -f tsv - | sed "1d; s/^/$name $policy $table /"
	done
}

# The same tables by both policies.
both() {
	name=$1
	shift
	tables "$name" 2025 "$@"
	tables "$name" 2026 "$@"
}

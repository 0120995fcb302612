# The jobs that hold GPUs, of squeue --json, as TSV: ending, list of nodes, job,
# user, partition, QOS, what it holds on each of the nodes.  Elements of arrays
# by their own numbers; a user with the account that is charged.  Numbers and
# states come in two forms, by the version of Slurm.
def list: if type == "array" then . else [.] end;
def number: if type == "object" then .number else . end;
def known: if . == null or . == "" then empty else . end;
.jobs[]
| (.job_state | list) as $states
| select(any($states[]; IN("RUNNING", "COMPLETING", "CONFIGURING",
    "SUSPENDED", "STOPPED", "SIGNALING", "RESIZING", "STAGE_OUT")))
| select(any(.gres_detail[]?; test("(^|,)gpu:")))
| [any($states[]; . == "COMPLETING"), .nodes,
   "\(.cluster // "")#" + (if (.array_job_id | number // 0) > 0
     then "\(.array_job_id | number)_\(.array_task_id | number)"
     else "\(.job_id | number)" end),
   ((.user_name | known) // "uid \(.user_id | number)")
     + ((.account | known | "@" + .) // ""),
   .partition, .qos // "", (.gres_detail | join(";"))]
| @tsv

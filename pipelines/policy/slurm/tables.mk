# Hours of all users by class, and of the accounts that they are charged to: a
# user of two accounts stands there twice.
$(W)/all_users.rows: $(T)
	gpu-bucket res=false class=@class -c bucket,class,gpu,State,RemoteOwner,hn <$< \
	| gpu-filter '$(CLAIMED)' \
	| gpu-agg -k bucket,class,RemoteOwner n='$(call gpus)' \
	| gpu-agg -k $(USER),class gpu_hours='$(call HOURS_OF,fact(buckets))' \
	| gpu-bucket percent='gpu_hours / sum(gpu_hours over class) * 100' -o $@
$(W)/accounts.rows: $(W)/all_users.rows
	gpu-agg -k account='coalesce(field(user, "@", 2), "None")' \
	  users='distinct(field(user, "@", 1))' gpu_hours='sum(gpu_hours)' \
	  lent='coalesce(sum(gpu_hours if class ~ /^Backfill-/), 0.0)' <$< -o $@
TABLES.report += all_users accounts

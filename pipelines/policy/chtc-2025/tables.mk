# Tables that only the reports of 2025 had: rows counted by class, and machines
# by category.
$(W)/counts.rows: $(T)
	gpu-bucket res=false class=@class real='prio ? "prioritized" : "shared"' \
	  mine='class@count_names' \
	  name='split(bf ? (win ? concat("backfill ", coalesce(mine, ""), " ", real) : concat("backfill ", coalesce(mine, ""))) : win ? real : null, " ")' <$< \
	| gpu-bucket back='name not in ("prioritized", "shared")' \
	| gpu-filter 'excluded is null && name is not null' \
	| gpu-agg -k count=name any='sum(n if back || !bf)' \
	  Claimed='sum(n if State == "Claimed" && (back || !bf))' \
	  Unclaimed='sum(n if State == (bf && !back ? "Claimed" : "Unclaimed"))' -o $@
$(W)/cat.rows: $(T)
	gpu-agg -k Machine pp='first(PrioritizedProjects, (at, row) if PrioritizedProjects is not null)' \
	  owned='any(owned)' <$< \
	| gpu-agg -k category='owned ? "CHTC Owned" : trim(coalesce(pp, "")) != "" ? "Researcher Owned" : "Open Capacity"' \
	  machines='set(Machine)' -o $@
$(W)/categories.rows: $(T) $(W)/cat.rows
	gpu-agg -k category='owned ? "CHTC Owned" : pp1 ? "Researcher Owned" : "Open Capacity"' \
	  rows='sum(n)' <$< | gpu-bucket machines='category@cat.rows:machines' -o $@
TABLES += counts categories

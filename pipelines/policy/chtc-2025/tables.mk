# Tables that only the reports of 2025 had: rows counted by class, and machines
# by category.  Lists drive both, so that what has no row is there with zeros.
$(W)/counts.found.rows: $(T)
	gpu-bucket res=false class=@class real='prio ? "prioritized" : "shared"' \
	  mine='class@count_names' \
	  name='split(bf ? (win ? concat("backfill ", coalesce(mine, ""), " ", real) : concat("backfill ", coalesce(mine, ""))) : win ? real : null, " ")' <$< \
	| gpu-bucket back='name not in ("prioritized", "shared")' \
	| gpu-filter 'excluded is null && name is not null' \
	| gpu-agg -k count=name any='sum(n if back || !bf)' \
	  Claimed='sum(n if State == "Claimed" && (back || !bf))' \
	  Unclaimed='sum(n if State == (bf && !back ? "Claimed" : "Unclaimed"))' -o $@
$(W)/counts.rows: $(W)/counts.found.rows
	gpu-extract @counts | gpu-bucket any='coalesce(count@counts.found.rows:any, 0)' \
	  Claimed='coalesce(count@counts.found.rows:Claimed, 0)' \
	  Unclaimed='coalesce(count@counts.found.rows:Unclaimed, 0)' -o $@
$(W)/category.machines.rows: $(T)
	gpu-agg -k Machine pp='first(PrioritizedProjects, (at, row) if PrioritizedProjects is not null)' \
	  owned='any(owned)' <$< \
	| gpu-agg -k category='owned ? "CHTC Owned" : trim(coalesce(pp, "")) != "" ? "Researcher Owned" : "Open Capacity"' \
	  machines='set(Machine)' -o $@
$(W)/category.counts.rows: $(T)
	gpu-agg -k category='owned ? "CHTC Owned" : pp1 ? "Researcher Owned" : "Open Capacity"' \
	  rows='sum(n)' <$< -o $@
$(W)/categories.rows: $(W)/category.machines.rows $(W)/category.counts.rows
	gpu-extract @categories | gpu-bucket \
	  machines='coalesce(category@category.machines.rows:machines, json("[]"))' \
	  rows='coalesce(category@category.counts.rows:rows, 0)' -o $@
TABLES.report += counts categories

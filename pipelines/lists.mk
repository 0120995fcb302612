# What the reports of a pool share: the lists and rules they are made with, the
# site's own lists before those of the policy; the types of its columns.
# Included after head.mk (and slices.mk), with P, W, POLICY, OWNED, EXCLUDE and METHODOLOGY said.

ifeq ($(wildcard $(P)/policy/$(POLICY)/.),)
$(error no policy "$(POLICY)"; there are: $(notdir $(wildcard $(P)/policy/*)))
endif
export GPUPATH := $(abspath $(W))/site:$(subst $(space),,$(LAYOUT_PARTS:%=$(P)/layouts/%:))$(P)/policy/$(POLICY):$(P)/policy/chtc:$(P):$(P)/layouts:$(abspath $(W))
export POLICY OWNED EXCLUDE METHODOLOGY
# What gpu-extract learns of a database, for all tables of a run and the next.
export GPUTALLY_CACHE ?= $(abspath $(W))

# Types as the collector means them, whatever a month's file declares.
TYPES = timestamp=time,GPUs_GlobalMemoryMb=real,GPUsAverageUsage=real,*=text

# With ANON users have other names, the same ones as long as the salt is.
NAMED = $(if $(ANON),RemoteOwner='coalesce(RemoteOwner, "") == "" ? RemoteOwner : concat("user-", sub(hash(field(RemoteOwner, "@", 1), $$SALT), 1, 8))')

# What -f is called by the ending of a report's name.
FORMAT.txt = text
FORMAT.html = html
FORMAT.json = json

# The site's lists, first in GPUPATH, and those that a policy's program `lists`
# makes of DATA.  A list that was there and is gone leaves the policy's own in
# force.  The stamp changes when any list or rule does.
POLICY_FILES = $(wildcard $(P)/policy/$(POLICY)/* $(P)/policy/chtc/*)
$(W)/site/lists: force
	@rm -rf $(W)/site/new && mkdir -p $(W)/site/new
	@if [ -n "$$OWNED" ]; then cp -- "$$OWNED" $(W)/site/new/owned; fi
	@case "$$EXCLUDE" in \
	'') ;; \
	none) echo 'excluded_hosts: {}' >$(W)/site/new/excluded.yaml ;; \
	*) cp -- "$$EXCLUDE" $(W)/site/new/excluded.yaml ;; \
	esac
	@if [ -n "$$METHODOLOGY" ]; then \
		cp -- "$$METHODOLOGY" $(W)/site/new/methodology.md; fi
	@if [ -x $(P)/policy/$(POLICY)/lists ]; then \
		$(P)/policy/$(POLICY)/lists $(W)/site/new $(or $(DIRS),$(DATA)); fi
	@cd $(W)/site; for f in *; do \
		[[ $$f == new || $$f == lists* || -e new/$$f ]] || rm -- "$$f"; done; \
	for f in new/*; do \
		[[ ! -e $$f ]] || cmp -s "$$f" "$${f#new/}" || mv "$$f" .; done
	@rm -rf $(W)/site/new
	@find $(W)/site -type f ! -name 'lists*' -exec cksum {} + | sort -k 3 >$@.new
	@cksum $(POLICY_FILES) >>$@.new
	@$(keep_same)

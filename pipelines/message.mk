# The message of a report: OUT/report.eml.  mailer reads it behind nightly.mk:
#   make -f nightly.mk -f message.mk DATA= OUT= ... OUT/report.eml
# with MAIL_FROM, MAIL_TO (or @FILE) and MAIL_PREFIX in the environment.

ifdef LOCKED
PAGE = gpu-render -l $(call layout,nightly) window=$(W)/window-facts.rows \
	before=$(B)/window-facts.rows $(foreach t,$(TABLES),$t=$(W)/$t.rows)
PAGE_NEEDS = $(call layout,nightly) $(W)/window-facts.rows \
	$(TABLES:%=$(W)/%.rows) $(BEFORE)

# Sections with a chart of anything but bars, which table cells show as well,
# have a picture where there is something that makes one.
PICTURES := $(if $(shell command -v rsvg-convert),$(shell awk \
	'$$1 == "section" { id = $$2; n = 0 } \
	$$1 == "chart" && n++ == 0 && $$2 != "bar" { print id }' \
	$(call layout,nightly)))
$(PICTURES:%=$(W)/%.png): $(W)/%.png: $(PAGE_NEEDS)
	$(PAGE) -f svg --chart $* | rsvg-convert -f png -o $@
$(OUT)/report.eml: $(PAGE_NEEDS) $(PICTURES:%=$(W)/%.png) force
	$(PAGE) -f mail --from "$$MAIL_FROM" --to "$$MAIL_TO" \
	  --prefix "$$MAIL_PREFIX" $(foreach p,$(PICTURES),--image $p=$(W)/$p.png) -o $@
endif

# The message of a report: OUT/report.eml.  mailer reads it behind nightly.mk:
#   make -f nightly.mk -f message.mk DATA= OUT= ... OUT/report.eml
# with MAIL_FROM, MAIL_TO (or @FILE) and MAIL_PREFIX in the environment.

ifdef LOCKED
$(OUT)/report.eml: $(call layout,nightly) $(W)/window-facts.rows \
  $(TABLES:%=$(W)/%.rows) $(BEFORE) force
	gpu-render -l $< -f mail --from "$$MAIL_FROM" --to "$$MAIL_TO" \
	  --prefix "$$MAIL_PREFIX" window=$(W)/window-facts.rows \
	  before=$(B)/window-facts.rows $(foreach t,$(TABLES),$t=$(W)/$t.rows) \
	  -o $@
endif

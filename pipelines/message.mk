# The message of a report: OUT/report.eml.  mailer reads it behind nightly.mk:
#   make -f nightly.mk -f message.mk DATA= OUT= ... OUT/report.eml
# with MAIL_FROM, MAIL_TO (or @FILE) and MAIL_PREFIX in the environment.

ifdef LOCKED
PAGE = gpu-render -l $< window=$(W)/window-facts.rows \
	before=$(B)/window-facts.rows $(foreach t,$(TABLES.report),$t=$(W)/$t.rows)

# Mail programs show no SVG; without rsvg-convert charts are cells of tables.
$(OUT)/report.eml: $(call layout,nightly) $(W)/window-facts.rows \
  $(TABLES.report:%=$(W)/%.rows) $(BEFORE) force
	rm -rf $(W)/charts; mkdir $(W)/charts; pictures=(); \
	if [[ '$(PICTURES)' != no ]] && command -v rsvg-convert >/dev/null; then \
		$(PAGE) -f svg -o '$(W)/charts/%s.svg'; \
		for svg in $(W)/charts/*.svg; do \
			[[ -e $$svg ]] || continue; \
			png=$${svg%.svg}.png; name=$${png##*/}; \
			rsvg-convert -z 2 -o "$$png" <"$$svg"; \
			pictures+=(--image "$${name%.png}=$$png"); \
		done; \
	fi; \
	$(PAGE) -f mail --from "$$MAIL_FROM" --to "$$MAIL_TO" \
	  --prefix "$$MAIL_PREFIX" "$${pictures[@]}" -o $@
endif

# SPDX-License-Identifier: GPL-2.0-only
#
# What a replay leaves to look at.

# The page is taken in by the assembler, of which no compiler knows.
$(foreach f,native s390x coverage bench fuzz,$(eval build/$(f)/obj/simtests/replay/page_html.o: simtests/replay/page.html))

page-picture: build/native/ccwreplay | $(deps) ## the picture of a replay's page in docs/, anew
	$(Q)tools/page-picture build/native/ccwreplay docs/page.png
	@echo '  PNG     docs/page.png'

.PHONY: page-picture

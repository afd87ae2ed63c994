# SPDX-License-Identifier: GPL-2.0-only
#
# Guests with passed-through devices.  Part of the Makefile.
#
#   SCENARIO=NAME      only this one of guest/scenarios, or some: SCENARIO="online format"

guest_scenarios := $(patsubst guest/scenarios/%.sh,%,$(wildcard guest/scenarios/*.sh))
# Longest first
guest_long      := endings format faults
SCENARIO        ?= $(call in_order,$(guest_long),$(guest_scenarios))
guest_linux      = $(shell tools/kernel --path um)/linux
jobs_check-guest = $(foreach s,$(SCENARIO),tap guest-$(s) guest/run $(guest_linux) build/um $(s)$(newline))

# What a guest runs that no package has.
build/guest/load: guest/load.c | $(deps)
	$(call say,CC,s390x $<)
	$(Q)mkdir -p $(@D)
	$(Q)s390x-linux-gnu-gcc -static -O2 -Wall -Wextra -Wno-unused-parameter $(werror) -o $@ $<

guest-parts: build/guest/load $(ccwtools:%=build/release/%) | $(deps)
	$(Q)tools/guest-parts

guest: modules-um guest-parts ## a guest uses a passed-through disk: SHELL=1, IMAGE=FILE, DEVICES=N
	@DEVICES='$(DEVICES)' IMAGE='$(IMAGE)' WITH_SHELL=$(guest_shell) guest/demo $(guest_linux) build/um

check-guest-programs: modules-um guest-parts
check-guest: check-guest-programs ## QEMU with s390x Linux, its disks passed through; SCENARIO=NAME
	$(call run_part,check-guest)

check_all += check-guest

.PHONY: guest guest-parts check-guest-programs check-guest

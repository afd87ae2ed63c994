# SPDX-License-Identifier: GPL-2.0-only
#
# Guests with passed-through devices.  Part of the Makefile.
#
#   ROUNDS=N, OPERATIONS=N, WRITE_CACHE=0   of bench-guest, see guest/scenarios/bench.sh
#   SCENARIO=NAME      only this one of guest/scenarios, or some: SCENARIO="online format"

guest_scenarios := $(patsubst guest/scenarios/%.sh,%,$(wildcard guest/scenarios/*.sh))
# Longest first
guest_long      := endings format faults
SCENARIO        ?= $(call in_order,$(guest_long),$(guest_scenarios))
guest_linux      = $(shell tools/kernel --path um)/linux
# The shell of make guest is a test of its own, which runs if no scenario is named.
guest_shell_test = $(if $(filter file,$(origin SCENARIO)),tap guest-shell guest/shell-checks.sh $(guest_linux) build/um$(newline))
jobs_check-guest = $(guest_shell_test)$(foreach s,$(SCENARIO),tap guest-$(s) guest/run $(guest_linux) build/um $(s)$(newline))

# What a guest runs that no package has.
guest_programs  := build/guest/load build/guest/session
build/guest/%: guest/%.c | $(deps)
	$(call say,CC,s390x $<)
	$(Q)mkdir -p $(@D)
	$(Q)s390x-linux-gnu-gcc -static -O2 -Wall -Wextra -Wno-unused-parameter $(werror) -o $@ $<

# What QEMU in User-mode Linux has preloaded.
build/guest/clock.so: guest/clock.c | $(deps)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(cc_release) -shared -fPIC -fvisibility=hidden -O2 -Wall -Wextra \
		-Wno-unused-parameter $(werror) -o $@ $<

# The end of a guest's session that is here.
build/guest/here/%: guest/%.c | $(deps)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)gcc -O2 -Wall -Wextra -Wno-unused-parameter $(werror) -o $@ $<

guest-parts: $(guest_programs) build/guest/clock.so build/guest/here/session $(ccwtools:%=build/release/%) | $(deps)
	$(Q)tools/guest-parts

guest_settings   = DEVICES='$(DEVICES)' IMAGE='$(IMAGE)' TIMEOUT='$(TIMEOUT)'
ifeq ($(guest_shell),)
guest: modules-um guest-parts ## a guest uses a passed-through disk: SHELL=1, TIMEOUT=N, IMAGE=FILE, DEVICES=N
	@$(guest_settings) guest/demo $(guest_linux) build/um
else
# The standard streams are the shell's.  What is built shows itself on a terminal only, unless it
# fails.
guest:
	@mkdir -p build
	@if [ -t 2 ]; then $(MAKE) modules-um guest-parts < /dev/null >&2; \
	else $(MAKE) modules-um guest-parts < /dev/null > build/guest.log 2>&1 || \
		{ cat build/guest.log >&2; exit 2; }; fi
	@$(guest_settings) guest/shell $(guest_linux) build/um
endif

check-guest-programs: modules-um guest-parts
check-guest: check-guest-programs ## QEMU with s390x Linux, its disks passed through; SCENARIO=NAME
	$(call run_part,check-guest)

# The load of this machine is part of the result.
bench-guest: ROUNDS ?= 9
bench-guest: OPERATIONS ?= 300
bench-guest: WRITE_CACHE ?= 1
bench-guest: check-guest-programs ## a guest's disk beside its virtio disk: MB/s, programs per second, ratio: ROUNDS=N
	$(Q)echo "load before: $$(cut -d ' ' -f 1-3 /proc/loadavg)"
	$(Q)ROUNDS=$(ROUNDS) OPERATIONS=$(OPERATIONS) WRITE_CACHE=$(WRITE_CACHE) \
		guest/run $(guest_linux) build/um bench
	$(Q)echo "load after: $$(cut -d ' ' -f 1-3 /proc/loadavg)"

check_all += check-guest

.PHONY: guest guest-parts check-guest-programs check-guest bench-guest

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
jobs_check-guest = $(foreach s,$(SCENARIO),tap guest-$(s) guest/run $(guest_linux) build/um $(s)$(newline))

# What a guest runs that no package has.
build/guest/load: guest/load.c | $(deps)
	$(call say,CC,s390x $<)
	$(Q)mkdir -p $(@D)
	$(Q)s390x-linux-gnu-gcc -static -O2 -Wall -Wextra -Wno-unused-parameter $(werror) -o $@ $<

# What QEMU in User-mode Linux has preloaded.
build/guest/clock.so: guest/clock.c | $(deps)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(cc_release) -shared -fPIC -fvisibility=hidden -O2 -Wall -Wextra \
		-Wno-unused-parameter $(werror) -o $@ $<

guest-parts: build/guest/load build/guest/clock.so $(ccwtools:%=build/release/%) | $(deps)
	$(Q)tools/guest-parts

guest: modules-um guest-parts ## a guest uses a passed-through disk: SHELL=1, IMAGE=FILE, DEVICES=N
	@DEVICES='$(DEVICES)' IMAGE='$(IMAGE)' WITH_SHELL=$(guest_shell) guest/demo $(guest_linux) build/um

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

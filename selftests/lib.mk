# SPDX-License-Identifier: GPL-2.0-only
#
# What the Makefiles of selftests/ share.  A Makefile names its programs and includes this file.
#
#   O=DIR        where programs and objects go
#   SOURCE=DIR   a kernel source, for its test harness and its user ABI
#   LDFLAGS      -static where there are no libraries
#   programs     each of one source, NAME.c, and of the objects in NAME-parts
#   helpers      objects that all programs are linked with
#   headers      of linux/: those for which the distribution's may be too old

helpers += css_device user program
headers ?= vfio.h iommufd.h
CFLAGS  := -std=gnu11 -g -O1 -Wall -Wextra -Wno-unused-parameter -Werror -D__user= -D_GNU_SOURCE \
	-I. -I../lib -I../../ccwtools/vfio -I$(O)/include \
	-isystem $(SOURCE)/tools/testing/selftests $(CFLAGS_MORE)
VPATH   := ../lib ../../ccwtools/vfio
included := $(wildcard *.h ../lib/*.h ../../ccwtools/vfio/*.h)

all: $(addprefix $(O)/,$(programs))

.SECONDEXPANSION:
$(addprefix $(O)/,$(programs)): $(O)/%: $(O)/%.o $$(addprefix $(O)/,$$(addsuffix .o,$$($$*-parts) $(helpers)))
	$(CC) $(LDFLAGS) -pthread -o $@ $^

$(O)/%.o: %.c $(included) Makefile ../lib.mk | $(headers:%=$(O)/include/linux/%)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/include/linux/%.h: $(SOURCE)/include/uapi/linux/%.h
	@mkdir -p $(@D)
	ln -sf $< $@

.PHONY: all

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# dkms and `make install` install the modules where modprobe finds them, and remove them again;
# for the distribution's x86-64 kernel, in folders of the test: those of this machine stay as
# they are.  Prints TAP.
#
# usage: dkms.sh

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
count_arguments 0 0 "$@"
make_folder
stock=$("$top/tools/stock-kernel" --path)
release=$("$top/tools/stock-kernel" --release)
build=$("$top/tools/stock-kernel" --build)

# dkms shows only the end of its own log.
evidence()
{
	cat "$folder"/tree/vfio-ccw/*/build/make.log 2> /dev/null | tail -n 30 | sed 's/^/# /'
}

run()
{
	PATH=$PATH:/usr/sbin:/sbin dkms "$@" --dkmstree "$folder/tree" \
		--sourcetree "$folder/src" --installtree "$folder/lib/modules"
}

# What an administrator unpacks into /usr/src.
sources()
{
	mkdir -p "$folder/src/vfio-ccw-1" "$folder/tree" "$folder/lib/modules/$release"
	cp "$top/dkms.conf" "$top/Kbuild" "$folder/src/vfio-ccw-1/"
	(cd "$top" && find core recorder hw-sim -name '*.[ch]' -print0 |
		xargs -0 cp --parents -t "$folder/src/vfio-ccw-1")
	cp "$stock/lib/modules/$release"/modules.{order,builtin} "$folder/lib/modules/$release/"
}

# installed [FOLDER]: how many of ours
installed()
{
	find "${1:-$folder}/lib/modules/$release" -name 'vfio_ccw.ko*' -o -name 'css_sim.ko*' | grep -c .
}

sources
yes "add" run add -m vfio-ccw -v 1
yes "build" run build -m vfio-ccw -v 1 -k "$release" --kernelsourcedir "$build"
# Its depmod knows this machine's kernels only.
yes "install" run install -m vfio-ccw -v 1 -k "$release" --kernelsourcedir "$build" --no-depmod
/sbin/depmod -b "$folder" "$release"
is "both modules are there" 2 "$(installed)"
yes "modprobe would find them" grep -q css_sim "$folder/lib/modules/$release/modules.dep"
yes "remove" run remove -m vfio-ccw -v 1 --all --no-depmod
is "none is left" 0 "$(installed)"

yes "make install" "$top/tools/install" install "$folder/package"
is "both are there" 2 "$(installed "$folder/package")"
yes "make uninstall" "$top/tools/install" uninstall "$folder/package"
is "none is there" 0 "$(installed "$folder/package")"
echo "1..$count"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# dkms, and `make install`, put the modules where modprobe finds them, and take them
# away again; for the distribution's x86-64 kernel, in folders of their own: this
# machine's stay as they are.  Prints TAP.
#
# usage: dkms.sh

# shellcheck source=tools/help.sh
. "$(dirname "$(readlink -f "$0")")/../tools/help.sh"

set -u
here=$(dirname "$(readlink -f "$0")")
top=$here/..
stock=$("$top/tools/stock-kernel" --path)
release=$("$top/tools/stock-kernel" --release)
build=$("$top/tools/stock-kernel" --build)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/dkms.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
count=0

yes()
{
	local name=$1

	shift
	count=$((count + 1))
	if "$@" > "$scratch/output" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$scratch/output"
		# What dkms has in its own log, it does not show.
		cat "$scratch"/tree/vfio-ccw/*/build/make.log 2> /dev/null | tail -n 30 | sed 's/^/# /'
	fi
}

run()
{
	PATH=$PATH:/usr/sbin:/sbin dkms "$@" --dkmstree "$scratch/tree" \
		--sourcetree "$scratch/src" --installtree "$scratch/lib/modules"
}

# What an administrator unpacks into /usr/src.
sources()
{
	mkdir -p "$scratch/src/vfio-ccw-1" "$scratch/tree" "$scratch/lib/modules/$release"
	cp "$top/dkms.conf" "$top/Kbuild" "$scratch/src/vfio-ccw-1/"
	(cd "$top" && find core hw-sim -name '*.[ch]' -print0 |
		xargs -0 cp --parents -t "$scratch/src/vfio-ccw-1")
	cp "$stock/lib/modules/$release"/modules.{order,builtin} "$scratch/lib/modules/$release/"
}

# installed [FOLDER]: how many of ours
installed()
{
	find "${1:-$scratch}/lib/modules/$release" -name 'vfio_ccw.ko*' -o -name 'css_sim.ko*' | grep -c .
}

sources
yes "add" run add -m vfio-ccw -v 1
yes "build" run build -m vfio-ccw -v 1 -k "$release" --kernelsourcedir "$build"
# Its depmod knows this machine's kernels only.
yes "install" run install -m vfio-ccw -v 1 -k "$release" --kernelsourcedir "$build" --no-depmod
/sbin/depmod -b "$scratch" "$release"
yes "both modules are there" test "$(installed)" = 2
yes "modprobe would find them" grep -q css_sim "$scratch/lib/modules/$release/modules.dep"
yes "remove" run remove -m vfio-ccw -v 1 --all --no-depmod
yes "none is left" test "$(installed)" = 0

yes "make install" "$top/tools/install" install "$scratch/package"
yes "both are there" test "$(installed "$scratch/package")" = 2
yes "make uninstall" "$top/tools/install" uninstall "$scratch/package"
yes "none is there" test "$(installed "$scratch/package")" = 0
echo "1..$count"

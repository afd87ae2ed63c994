#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On s390x the installed module replaces the kernel's own vfio_ccw until it is removed:
# `make install`, dkms, and modprobe's choice between the two, in folders of the test's
# own.  Prints TAP.
#
# usage: s390x-install.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
take_modules 0 "$@"
kernel=$("$top/tools/kernel" --path s390x)
source=$kernel/source
release=$(cat "$kernel/include/config/kernel.release")
export PATH=$PATH:/usr/sbin:/sbin
export ARCH=s390
[ "$(uname -m)" = s390x ] || export CROSS_COMPILE=s390x-linux-gnu-
unset CIO_HEADERS

theirs=kernel/drivers/s390/cio/vfio_ccw.ko

# says NAME TEXT COMMAND...: it fails, and says so
says()
{
	no "$1" "${@:3}"
	mv "$folder/output" "$folder/refusal"
	yes "$1: it says $2" grep -qF -- "$2" "$folder/refusal" ||
		sed 's/^/#   /' "$folder/refusal"
}

make_top()
{
	make -C "$top" -s "$@" >&2
}

# ---- The modules of a machine ----

target=$folder/target
installed=$target/lib/modules/$release

make_target()
{
	install -D -m 644 -t "$installed/${theirs%/*}" "$kernel/drivers/s390/cio/vfio_ccw.ko" &&
		install -D -m 644 -t "$installed/kernel/drivers/vfio/mdev" \
			"$kernel/drivers/vfio/mdev/mdev.ko" &&
		cp "$kernel"/modules.{order,builtin,builtin.modinfo} "$installed/" &&
		depmod -b "$target" "$release"
}

# chosen NAME: the file that modprobe would load for a name or an alias
chosen()
{
	modprobe -d "$target" -S "$release" --show-depends "$1" |
		sed -n "s|^insmod $installed/\(.*/vfio_ccw\.ko[^ ]*\) *$|\1|p"
}

# What is loaded before it.
depends()
{
	modprobe -d "$target" -S "$release" --show-depends "$1" | grep -c '/mdev\.ko'
}

field()
{
	modinfo -F "$1" "$2"
}

check_alike()
{
	local name ours=$modules/vfio_ccw.ko kernels=$kernel/drivers/s390/cio/vfio_ccw.ko

	for name in name alias depends vermagic; do
		is "$name: as the kernel's own" "$(field $name "$kernels")" "$(field $name "$ours")"
	done
	is "it may use what is for free modules only" GPL "$(field license "$ours" | cut -c 1-3)"
	is "dkms and modinfo know of one version" \
		"$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$top/dkms.conf")" "$(field version "$ours")"
	is "by which it is told from the kernel's own" "" "$(field version "$kernels")"
	is "the alias is that of I/O subchannels" css:t0 "$(field alias "$ours")"
	no "the simulator is not loaded for anything by itself" grep -q . <(field alias "$modules/css_sim.ko")
}

check_install()
{
	is "at first the kernel's own is loaded" $theirs "$(chosen vfio_ccw)"
	yes "make install" make_top install TARGET=s390x KDIR="$kernel" DESTDIR="$target"
	depmod -b "$target" "$release"
	is "then ours is" updates/vfio_ccw.ko "$(chosen vfio_ccw)"
	is "for a subchannel that appears, too" updates/vfio_ccw.ko "$(chosen css:t0)"
	is "with mdev before it" 1 "$(depends vfio_ccw)"
	yes "and the simulator with ours" eval "modprobe -d '$target' -S '$release' \
		--show-depends css_sim | grep -q updates/vfio_ccw.ko"
	is "stripped" 0 "$(readelf -S "$installed/updates/vfio_ccw.ko" | grep -c debug_info)"
	yes "the kernel's own is still there" test -e "$installed/$theirs"
	yes "make uninstall" make_top uninstall TARGET=s390x DESTDIR="$target"
	depmod -b "$target" "$release"
	is "then the kernel's own is loaded again" $theirs "$(chosen vfio_ccw)"
	is "nothing of ours is left" "" "$(find "$installed/updates" -name '*.ko')"
	says "an unknown target" "not for um" "$top/tools/install" --target=um install "$target"
	no "make install builds no kernel that only tests need" eval \
		"make -C '$top' -n install KDIR=/nowhere | grep -q 'tools/kernel um'"
}

# ---- dkms ----

run_dkms()
{
	dkms "$@" --dkmstree "$folder/tree" --sourcetree "$folder/src" \
		--installtree "$target/lib/modules" > "$folder/dkms" 2>&1 && return
	cat "$folder/dkms" "$folder"/tree/vfio-ccw/1/build/make.log >&2
	return 1
}

# As README says it, but for where to; with what was changed since the last commit.
unpack()
{
	local commit

	commit=$(git -C "$top" stash create)
	mkdir -p "$folder/src" "$folder/tree"
	git -C "$top" archive --prefix=vfio-ccw-1/ "${commit:-HEAD}" | tar -x -C "$folder/src"
}

check_dkms()
{
	yes "the sources as README unpacks them" unpack
	yes "dkms add" run_dkms add -m vfio-ccw -v 1
	yes "dkms build" run_dkms build -m vfio-ccw -v 1 -k "$release/s390x" --kernelsourcedir "$kernel"
	yes "dkms install" run_dkms install -m vfio-ccw -v 1 -k "$release/s390x" \
		--kernelsourcedir "$kernel" --no-depmod
	depmod -b "$target" "$release"
	is "ours is loaded" updates/dkms/vfio_ccw.ko "$(chosen vfio_ccw | sed 's/\.ko\..*/.ko/')"
	yes "dkms remove" run_dkms remove -m vfio-ccw -v 1 --all --no-depmod
	depmod -b "$target" "$release"
	is "the kernel's own is loaded again" $theirs "$(chosen vfio_ccw)"
}

# ---- A distribution's headers package, which has no header of the css bus ----

poor=$folder/poor
copy=$folder/src/vfio-ccw-1
headers=$source/drivers/s390/cio

# The kernel's tree, with another folder for its source, and that without one part.
make_poor()
{
	mkdir -p "$poor"/{build,source/drivers/s390} &&
		ln -s "$source"/* "$poor/source/" 2> /dev/null
	ln -s "$source"/drivers/* "$poor/source/drivers/" 2> /dev/null
	ln -s "$kernel"/* "$poor/build/" && rm "$poor"/build/{Makefile,source} &&
		echo "include $poor/source/Makefile" > "$poor/build/Makefile" &&
		test ! -e "$poor/source/drivers/s390/cio" -a -e "$poor/source/drivers/vfio"
}

# build VARIABLE=VALUE ...: one file that needs them, as dkms would
build()
{
	make -C "$poor/build" M="$copy" "$@" hw-s390/css.o >&2
}

check_headers()
{
	local package=linux-source-${release%.*}

	yes "a tree without drivers/s390/cio" make_poor
	if [ ! -e "/usr/src/$package/drivers/s390/cio/css.h" ]; then
		says "Kbuild" "install $package" build
		yes "and where to unpack it" grep -qF "tar -C /usr/src -xf /usr/src/$package.tar.xz" \
			"$folder/refusal"
		says "make modules" "install $package" "$top/tools/modules" s390x "$poor/build"
	fi
	says "a folder that has none" "not in $folder" build CIO_HEADERS="$folder"
	yes "make modules: it says CIO_HEADERS" eval "! CIO_HEADERS=$folder \
		'$top/tools/modules' s390x '$kernel' 2>&1 | tee '$folder/said' >&2 ||
		grep -q 'CIO_HEADERS=' '$folder/said'"
	yes "the folder that has them" build CIO_HEADERS="$headers"
}

make_target || exit 2
check_alike
check_install
check_dkms
check_headers
echo "1..$count"

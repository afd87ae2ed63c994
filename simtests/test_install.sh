#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Are the tools installed where a package wants them, do they work without the repository,
# and does uninstall leave what is not theirs?
#
# usage: test_install.sh, from the top of the repository, after make tools

set -u
# The installed tools are tested, not those of the build.
unset CCWREPLAY
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dest="$work/a package"
prefix=$dest/opt/ccw
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

# install_tools GOAL: as a packager does; what make tools has built is not built again
install_tools()
{
	env -u MAKEFLAGS -u MAKELEVEL make -s -o tools "$1" DESTDIR="$dest" PREFIX=/opt/ccw \
		> "$work/out" 2>&1
}

# In the order of sort
files()
{
	(cd "$dest" && find . ! -type d -printf '%m %P\n' | LC_ALL=C sort -k 2)
}

expected="755 opt/ccw/bin/ccwrecord
755 opt/ccw/bin/ccwreplay
644 opt/ccw/share/ccwtools/vfio_ccw.lua
644 opt/ccw/share/doc/ccwtools/COPYING
644 opt/ccw/share/doc/ccwtools/faults.rst
644 opt/ccw/share/doc/ccwtools/pcapng.rst
644 opt/ccw/share/doc/ccwtools/record.rst
644 opt/ccw/share/doc/ccwtools/recordings/README.rst
644 opt/ccw/share/doc/ccwtools/replay.rst
644 opt/ccw/share/man/man1/ccwrecord.1
644 opt/ccw/share/man/man1/ccwreplay.1"

umask 077
install_tools install-tools || fail "make install-tools: $(cat "$work/out")"
diff <(echo "$expected") <(files) || fail "above: what is missing (<) and what is there (>)"
[ "$(stat -c %a "$prefix/share/man/man1")" = 755 ] || fail "a folder is not readable by everybody"

# ---- The tools, where no file of the repository is found by a relative path ----

mkdir "$work/elsewhere"
cp simtests/recordings/dasd-online.jsonl.xz "$work/elsewhere"
xz -dc simtests/recordings/images/formatted.3390.xz > "$work/elsewhere/disk.3390"
cd "$work/elsewhere" || exit 1
PATH=$prefix/bin:$PATH
[ "$(command -v ccwreplay)" = "$prefix/bin/ccwreplay" ] || fail "another ccwreplay is in the path"
version=$("$top/tools/version")
for tool in ccwreplay ccwrecord; do
	$tool --version > "$work/out" || fail "$tool --version: exit status $?"
	[ "$(head -n 1 "$work/out")" = "$tool (vfio-ccw) $version" ] ||
		fail "$tool --version is not that of tools/version: $(head -n 1 "$work/out")"
	grep -qi 'version 1$' "$work/out" || fail "$tool --version: no version of the format"
	grep -q 'GPL-2.0-only' "$work/out" || fail "$tool --version: no licence"
	if grep -qa __asan_init "$prefix/bin/$tool"; then
		fail "$tool has sanitizers"
	fi
done
ccwreplay --color=never --image=disk.3390 --html=page.html --pcapng=packets.pcapng \
	dasd-online.jsonl.xz > "$work/out" 2>&1 ||
	fail "ccwreplay: exit status $?: $(tail -n 5 "$work/out")"
grep -q '44 programs, .*: all agree' "$work/out" || fail "ccwreplay: $(tail -n 2 "$work/out")"
[ -s page.html ] || fail "ccwreplay: no page"
[ -s packets.pcapng ] || fail "ccwreplay: no capture"
ccwrecord check dasd-online.jsonl.xz > "$work/out" 2>&1 ||
	fail "ccwrecord: exit status $?: $(tail -n 5 "$work/out")"
# The bundle's script finds the tool in the path.
printf 'on start 3: unit-check sense 10 00\n' > plan
if ccwreplay --plan=plan --image=disk.3390 --bundle=bundle dasd-online.jsonl.xz > "$work/out" 2>&1; then
	fail "ccwreplay: a plan made no difference"
fi
(cd / && "$work/elsewhere/bundle/again" > "$work/out" 2>&1)
[ $? -eq 1 ] || fail "the bundle's script does not see the difference: $(tail -n 3 "$work/out")"

# ---- The manual pages ----

# What they name is where it was installed; names in bold are words again.
for tool in ccwreplay ccwrecord; do
	page=$prefix/share/man/man1/$tool.1
	MANWIDTH=80 man -P cat -l "$page" 2> "$work/err" | sed 's/.\x08//g' > "$work/page"
	[ ! -s "$work/err" ] || fail "man $tool: $(cat "$work/err")"
	for section in NAME SYNOPSIS OPTIONS FILES 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
		grep -qx "$section" "$work/page" || fail "$tool.1 has no section $section"
	done
	grep -q -- '--version' "$work/page" || fail "$tool.1 as shown has no --version"
	grep -qF /opt/ccw/share/doc/ccwtools "$work/page" || fail "$tool.1 does not name the documents"
	! grep -qF /usr/local "$page" || fail "$tool.1 names another folder than the one used"
done

# ---- Taking them away ----

cd "$top" || exit 1
echo mine > "$prefix/share/doc/ccwtools/notes"
echo mine > "$prefix/bin/other"
install_tools uninstall-tools || fail "make uninstall-tools: $(cat "$work/out")"
[ "$(files)" = "600 opt/ccw/bin/other
600 opt/ccw/share/doc/ccwtools/notes" ] || fail "after uninstall-tools there is: $(files)"
install_tools uninstall-tools || fail "make uninstall-tools, once more: $(cat "$work/out")"

# A user's file of the same name stays, and nothing is installed beside it.
echo mine > "$prefix/bin/ccwreplay"
for goal in install-tools uninstall-tools; do
	if install_tools $goal; then
		fail "$goal: a user's file is no error"
	fi
	grep -q 'bin/ccwreplay is not from vfio-ccw' "$work/out" || fail "$goal: $(cat "$work/out")"
	[ "$(cat "$prefix/bin/ccwreplay")" = mine ] || fail "$goal destroys a user's file"
	[ "$(files | wc -l)" -eq 3 ] || fail "$goal: half of it was done: $(files)"
done
rm "$prefix/bin/ccwreplay" "$prefix/bin/other" "$prefix/share/doc/ccwtools/notes"
install_tools install-tools || fail "install-tools, once more: $(cat "$work/out")"
install_tools uninstall-tools || fail "uninstall-tools, at last: $(cat "$work/out")"
[ -z "$(files)" ] || fail "after uninstall-tools there is: $(files)"
for folder in doc/ccwtools ccwtools; do
	[ ! -e "$prefix/share/$folder" ] || fail "uninstall-tools leaves an empty share/$folder"
done
exit $failed

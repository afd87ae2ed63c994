# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the kernel's checkers have reported, for scripts that run as init: in bash, or in
# busybox's shell where there is no other.
#
#   FOLDER   scratch folder; what was taken out of the log before is in
#            $FOLDER/dmesg
#   KNOWN    an extended regular expression: warnings that are the kernel's own
#            and are not to count, or nothing

KNOWN=${KNOWN:-}
# Of the driver's own messages, that memory is lost; that it stays in use while a
# channel does not stop, is what a test of such a channel wants.
reports='BUG[: ]|WARNING:|INFO:|Call Trace|UBSAN|Oops|is lost'

kernel_log()
{
	cat "$FOLDER/dmesg" 2> /dev/null
	dmesg
}

# races ours|others: what KCSAN calls them.  Ours name a function of a module of ours.
races()
{
	kernel_log | awk -v which="$1" '
		/BUG: KCSAN: / { title = $0; sub(/.*BUG: /, "BUG: ", title); ours = 0; next }
		title == "" { next }
		/ to 0x.* of .* bytes by / { frame = 0; next }
		++frame <= 2 && /\[(vfio_ccw|css_sim|provoke)\]/ { ours = 1 }
		/==========/ { if (ours == (which == "ours")) print title; title = "" }'
}

# A known warning, and the call trace that belongs to it, are not reports; nor are data
# races of the kernel's own.
log_reports()
{
	races ours
	kernel_log | grep -v 'BUG: KCSAN: ' | grep -E "$reports" | awk -v known="$KNOWN" '
		/Call Trace/ && traces > 0 { traces--; next }
		/WARNING:/ && known != "" && $0 ~ known { traces++; next }
		{ print }'
}

# Tainted by a warning, a die, a bad page.  A warning that is known taints, too.
taint_reports()
{
	local bits=$((1 << 5 | 1 << 7 | 1 << 9)) tainted

	[ -z "$KNOWN" ] || ! kernel_log | grep 'WARNING:' | grep -qE "$KNOWN" ||
		bits=$((1 << 5 | 1 << 7))
	tainted=$(($(cat /proc/sys/kernel/tainted) & bits))
	[ $tainted = 0 ] || echo "tainted: $tainted"
}

# After its first report lockdep checks no more.
lockdep_reports()
{
	[ ! -e /proc/lockdep_stats ] ||
		grep -q 'debug_locks: *1' /proc/lockdep_stats || echo "lockdep has given up"
}

# What is not referenced is a leak when it is five seconds old, and may be seen
# only when it is looked for twice.
leak_reports()
{
	local file=/sys/kernel/debug/kmemleak

	[ -e $file ] || return 0
	echo scan > $file
	sleep 6
	echo scan > $file
	cat $file
}

# Prints nothing if there is nothing to report.
complaints()
{
	local found

	found=$(log_reports; taint_reports; lockdep_reports; leak_reports)
	[ -n "$found" ] || return 0
	echo "$found"
	echo "and around it in the log:"
	kernel_log | grep -B 3 -A 40 -F -e "$found" | head -n 200
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Reports of the kernel's checkers, for scripts that run as process 1.  To be sourced by bash,
# or by busybox's shell.
#
#   FOLDER   scratch folder; earlier messages, which fresh_log has removed from the log, are in
#            $FOLDER/dmesg
#   KNOWN    an extended regular expression for warnings of the kernel itself, which do not
#            count; or empty

KNOWN=${KNOWN:-}
# One message of the driver is a report: that memory is lost.  The message that memory stays in
# use while a channel does not stop is what a test of such a channel expects.
reports='BUG[: ]|WARNING:|INFO:|Call Trace|UBSAN|Oops|is lost'

kernel_log()
{
	cat "$FOLDER/dmesg" 2> /dev/null
	dmesg
}

# races ours|others: titles of KCSAN's reports.  One of ours names a function of our modules.
races()
{
	kernel_log | awk -v which="$1" '
		/BUG: KCSAN: / { title = $0; sub(/.*BUG: /, "BUG: ", title); ours = 0; next }
		title == "" { next }
		/ to 0x.* of .* bytes by / { frame = 0; next }
		++frame <= 2 && /\[(vfio_ccw|css_sim|provoke)\]/ { ours = 1 }
		/==========/ { if (ours == (which == "ours")) print title; title = "" }'
}

# Without known warnings and their call traces, and without data races of the kernel itself.
log_reports()
{
	races ours
	kernel_log | grep -v 'BUG: KCSAN: ' | grep -E "$reports" | awk -v known="$KNOWN" '
		/Call Trace/ && traces > 0 { traces--; next }
		/WARNING:/ && known != "" && $0 ~ known { traces++; next }
		{ print }'
}

# Tainted by a warning, an oops or a bad page.  A known warning taints, too.
taint_reports()
{
	local bits=$((1 << 5 | 1 << 7 | 1 << 9)) tainted

	[ -z "$KNOWN" ] || ! kernel_log | grep 'WARNING:' | grep -qE "$KNOWN" ||
		bits=$((1 << 5 | 1 << 7))
	tainted=$(($(cat /proc/sys/kernel/tainted) & bits))
	[ $tainted = 0 ] || echo "tainted: $tainted"
}

# After its first report lockdep is off.
lockdep_reports()
{
	[ ! -e /proc/lockdep_stats ] ||
		grep -q 'debug_locks: *1' /proc/lockdep_stats || echo "lockdep has been turned off"
}

# An object without references is reported when it is five seconds old; the first scan may miss
# it.
leak_reports()
{
	local file=/sys/kernel/debug/kmemleak

	[ -e $file ] || return 0
	echo scan > $file
	sleep 6
	echo scan > $file
	cat $file
}

# All reports, with the log around them; empty if there are none.
complaints()
{
	local found

	found=$(log_reports; taint_reports; lockdep_reports; leak_reports)
	[ -n "$found" ] || return 0
	echo "$found"
	echo "and around it in the log:"
	kernel_log | grep -B 3 -A 40 -F -e "$found" | head -n 200
}

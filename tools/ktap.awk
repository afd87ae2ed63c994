#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-2.0-only
#
# Converts KUnit's output to TAP: each row of a table becomes a test case, and a suite
# that ended early a failure.  A case that took a second or more has a comment with its
# duration: "# seconds: 1.5".
#
# usage: ktap.awk [LOG], the kernel's log from where the suites begin

BEGIN { MOST = 200 }	# lines that are shown of one case

function bad(what)
{
	print "not ok " ++n " - " what
	failed++
}

function short_name(name)
{
	sub(/^vfio_ccw_/, "", name)
	return name
}

# A result, the remarks of the case, and with a bad one all that the kernel said
# since the last.
function result(name,	good, i)
{
	good = $0 ~ /^ *ok /
	if (good)
		print "ok " ++n " - " name ($0 ~ / # SKIP/ ? " # SKIP" : "")
	else
		bad(name)
	if (stamp - before >= 1)
		printf "# seconds: %.1f\n", stamp - before
	before = stamp
	for (i = 1; i <= said; i++)
		if (!good || remark[i])
			print "# " line[i]
	said = 0
}

function end_case(name)
{
	if (!row_plan && !rows)
		result(suite "." name)
	else if (rows != row_plan)
		bad(suite ": " rows " of " row_plan + 0 " cases ran")
	else if ($0 ~ /^ *not ok / && failed == failed_before)
		bad(suite ": not ok, but each of its cases was")
	rows = row_plan = 0
}

function end_suite()
{
	if (cases != case_plan)
		bad(suite ": " cases + 0 " of " case_plan + 0 " tables ran")
	else if ($0 ~ /^not ok / && failed == failed_before)
		bad(suite ": not ok, but each of its tables was")
	suites++
	suite = ""
	cases = case_plan = 0
}

{
	if ($0 ~ /^(<[0-9]+>)?\[ *[0-9]+\.[0-9]+\] /) {
		stamp = $0
		sub(/^[^[]*\[ */, "", stamp)
		stamp += 0
	}
	sub(/^(<[0-9]+>)?(\[ *[0-9]+\.[0-9]+\] )?/, "")
	match($0, /^ */)
	depth = RLENGTH / 4
}

depth == 0 && $1 == "KTAP" { started = 1 }
!started { next }
$1 == "KTAP" { next }

/^ *1\.\.[0-9]+$/ {
	count = substr($1, 4) + 0
	if (depth == 0)
		suite_plan = count
	else if (depth == 1)
		case_plan = count
	else
		row_plan = count
	next
}

/^    # Subtest: / {
	suite = short_name($3)
	said = 0
	failed_before = failed
	before = stamp
	next
}
/^        # Subtest: / { next }

/^ *(not )?ok [0-9]+ / {
	name = $0
	sub(/^ *(not )?ok [0-9]+ (- )?/, "", name)
	sub(/ # .*/, "", name)
	if (depth == 2) {
		rows++
		result(suite "." name)
	} else if (depth == 1) {
		cases++
		end_case(name)
	} else {
		end_suite()
	}
	next
}

# Statistics are ours to make, and there is one module.
/^ *# .*pass:[0-9]+ fail:/ || /^ *# (module|speed|module_name): / || / speed: / { next }
said < MOST {
	remark[++said] = /^    # cases: /
	sub(/^    # cases: /, "")
	line[said] = $0
}

END {
	if (!started)
		bad("KUnit said nothing")
	if (suite != "")
		bad(suite ": no end")
	if (started && suites != suite_plan)
		bad(suites + 0 " of " suite_plan + 0 " suites ran")
	print "1.." n
	exit failed > 0
}

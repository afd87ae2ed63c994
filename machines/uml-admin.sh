#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The administrator's tools: driverctl and mdevctl pass a subchannel to a user and take it back,
# also while it is in use.
#
# usage: uml-admin.sh LINUX MODULES
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# ---- outside ----

outside()
{
	build_uapi
	unpack formatted.3390 "$folder/disk"
	# The machine can read the host's files; its tools write into folders of their own.
	boot_uml ro
}

# ---- inside ----

config=/sys/kernel/config/css_sim
bus=/sys/bus/css
sch=$bus/devices/0.0.0120
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0120
other=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0121

# The administrator's tools keep their settings there.
mount_settings()
{
	mount -t tmpfs tmpfs /run
	mount -t tmpfs tmpfs /etc/driverctl.d
	mount -t tmpfs tmpfs /etc/mdevctl.d
	mkdir -p /etc/mdevctl.d/scripts.d/{callouts,notifiers}
}

# says NAME EXPECTED COMMAND...: it prints this, and succeeds
says()
{
	local out

	out=$("${@:3}" 2> "$FOLDER/stderr") || out+=" (exit status $?)"
	is "$1" "$2" "$out" || sed 's/^/#   /' "$FOLDER/stderr"
}

# fails NAME TEXT COMMAND...: with an error message that contains TEXT
fails()
{
	no "$1" "${@:3}"
	mv "$FOLDER/output" "$FOLDER/refusal"
	yes "$1: it says why" grep -qi -- "$2" "$FOLDER/refusal" || sed 's/^/#   /' "$FOLDER/refusal"
}

create_disk()
{
	mkdir -p $config/0.0.0120 &&
		put '40 41' $config/0.0.0120/chpids &&
		put "$FOLDER/disk" $config/0.0.0120/image &&
		put 1 $config/0.0.0120/online
}

# ---- inside: the device is not open ----

check_driverctl()
{
	says "driverctl lists the subchannel" "0.0.0120 io_subchannel" driverctl -b css list-devices
	yes "it gives it to vfio_ccw" driverctl -b css set-override 0.0.0120 vfio_ccw
	is "the driver" vfio_ccw "$(driver_of 0.0.0120)"
	is "it remembers" vfio_ccw "$(cat /etc/driverctl.d/css-0.0.0120)"
	says "it lists the override" "0.0.0120 vfio_ccw" driverctl -b css list-overrides
	says "and the device with it" "0.0.0120 vfio_ccw [*]" driverctl -b css list-devices
	fails "a driver that does not exist" "no such module" \
		driverctl -b css set-override 0.0.0120 drum
	is "changes nothing" vfio_ccw "$(driver_of 0.0.0120)"
	fails "a device that does not exist" "no such device" \
		driverctl -b css set-override 0.0.0999 vfio_ccw
	yes "no driver at all" driverctl -b css --nosave set-override 0.0.0120 none
	is "there is none" "" "$(driver_of 0.0.0120)"
	# As udev does for a new device.
	put 0 $config/0.0.0120/online
	put 1 $config/0.0.0120/online
	is "a new device has the default" io_subchannel "$(driver_of 0.0.0120)"
	yes "until its override is loaded" driverctl load-override css/0.0.0120
	is "the driver" vfio_ccw "$(driver_of 0.0.0120)"
	yes "the override goes" driverctl -b css unset-override 0.0.0120
	is "the default again" io_subchannel "$(driver_of 0.0.0120)"
	no "nothing is remembered" test -e /etc/driverctl.d/css-0.0.0120
	yes "vfio_ccw once more" driverctl -b css set-override 0.0.0120 vfio_ccw
}

types()
{
	cat <<- end
	0.0.0120
	  vfio_ccw-io
	    Available instances: $1
	    Device API: vfio-ccw
	    Name: I/O subchannel (Non-QDIO)
	end
}

# The command of mdevctl's udev rule for a new parent.
parent_appears()
{
	mdevctl start-parent-mdevs 0.0.0120
}

check_mdevctl()
{
	local line="$uuid 0.0.0120 vfio_ccw-io" type=$sch/mdev_supported_types/vfio_ccw-io

	says "mdevctl knows the type" "$(types 1)" mdevctl types
	says "define" "" mdevctl define -u $uuid -p 0.0.0120 -t vfio_ccw-io
	says "it is defined" "$line manual" mdevctl list -d
	says "but not there" "" mdevctl list
	yes "start" mdevctl start -u $uuid
	says "it is there" "$line manual (defined)" mdevctl list
	says "lsmdev" "$line manual (defined)" lsmdev
	says "no more of the type" "$(types 0)" mdevctl types
	fails "not twice" "already" mdevctl start -u $uuid
	no "no second one" mdevctl start -u $other -p 0.0.0120 -t vfio_ccw-io
	yes "where QEMU looks" test -e /sys/bus/mdev/devices/$uuid/iommu_group
	yes "stop" mdevctl stop -u $uuid
	says "it is not there" "" mdevctl list
	yes "to be started by itself" mdevctl modify -u $uuid --auto
	says "it will be" "$line auto" mdevctl list -d
	yes "the subchannel appears" parent_appears
	says "it is there" "$line auto (defined)" mdevctl list
	yes "undefine" mdevctl undefine -u $uuid
	says "that does not stop it" "$line manual" mdevctl list
	yes "stop" mdevctl stop -u $uuid
	yes "one that is not defined" mdevctl start -u $other -p 0.0.0120 -t vfio_ccw-io
	says "it is there" "$other 0.0.0120 vfio_ccw-io manual" mdevctl list
	yes "define it as it is" mdevctl define -u $other
	says "it is defined" "$other 0.0.0120 vfio_ccw-io manual (active)" mdevctl list -d
	yes "undefine" mdevctl undefine -u $other
	yes "stop" mdevctl stop -u $other
	yes "by hand" put $uuid $type/create
	says "mdevctl sees it" "$line manual" mdevctl list
	yes "stop" mdevctl stop -u $uuid
	no "a type that does not exist" mdevctl start -u $uuid -p 0.0.0120 -t vfio_ccw-tape
	fails "a parent that does not exist" "parent" \
		mdevctl start -u $uuid -p 0.0.0999 -t vfio_ccw-io
}

# ---- inside: the device is open ----

says_line()
{
	grep -qx "$1" "$FOLDER/user"
}

# start_user group|cdev [stubborn|deaf]: sets $user
start_user()
{
	[ -e /sys/bus/mdev/devices/$uuid ] || mdevctl start -u $uuid -p 0.0.0120 -t vfio_ccw-io
	: > "$FOLDER/user"
	"$MODULES/uapi/endless" $uuid "$@" > "$FOLDER/user" 2>&1 &
	user=$!
	yes "a user: $*" soon says_line running
}

# The user got the request to release the device, and has ended normally.
user_ends()
{
	wait "$user"
	is "the user has given it back" 0 $?
	yes "since it was asked to" says_line asked
}

# A user that releases the device on request.
check_yields()
{
	local interface=$1

	start_user "$interface"
	yes "driverctl takes the subchannel" driverctl -b css unset-override 0.0.0120
	user_ends
	is "the driver" io_subchannel "$(driver_of 0.0.0120)"
	says "no mdev is left" "" mdevctl list
	yes "it gives it back" driverctl -b css set-override 0.0.0120 vfio_ccw
	start_user "$interface"
	yes "mdevctl takes the mdev" mdevctl stop -u $uuid
	user_ends
	start_user "$interface"
	yes "the subchannel goes offline" put 0 $config/0.0.0120/online
	user_ends
	no "it is off the bus" test -e $sch
	put 1 $config/0.0.0120/online
	driverctl load-override css/0.0.0120
	start_user "$interface"
	yes "the subchannel is removed" rmdir $config/0.0.0120
	user_ends
	yes "it is gone" soon is_gone /sys/devices/css0/0.0.0120
	yes "it comes back" soon create_disk
	driverctl load-override css/0.0.0120
}

is_gone()
{
	! test -e "$1"
}

# A user that releases the device late: the removal waits for it.
# check_waits NAME COMMAND...
check_waits()
{
	local waiter

	"${@:2}" 2> /dev/null &
	waiter=$!
	yes "$1: the user is asked" soon says_line asked
	yes "$1: it waits" kill -0 $waiter
	yes "and the user goes on" kill -0 "$user"
	kill -USR1 "$user"
	user_ends
	wait $waiter
	is "$1: then it is done" 0 $?
}

check_stubborn()
{
	start_user "$1" stubborn
	check_waits "mdevctl stop" mdevctl stop -u $uuid
	says "no mdev is left" "" mdevctl list
	start_user "$1" stubborn
	check_waits "driverctl unset-override" driverctl -b css unset-override 0.0.0120
	is "the driver" io_subchannel "$(driver_of 0.0.0120)"
	driverctl -b css set-override 0.0.0120 vfio_ccw
	start_user "$1" stubborn
	check_waits "offline" put 0 $config/0.0.0120/online
	no "it is off the bus" test -e $sch
	put 1 $config/0.0.0120/online
	driverctl load-override css/0.0.0120
}

# configfs does not wait for the user, but the removal of the subchannel does.
check_stubborn_rmdir()
{
	start_user cdev stubborn
	fresh_log
	yes "the subchannel is removed, the user stays" rmdir $config/0.0.0120
	yes "the log says that a user has it" eval "dmesg | grep -q '0.0.0120: still in use'"
	yes "it is still in the machine" test -e /sys/devices/css0/0.0.0120
	mkdir $config/0.0.0120
	put echo $config/0.0.0120/type
	no "so its name is taken" put 1 $config/0.0.0120/online
	kill -USR1 "$user"
	user_ends
	yes "it is gone then" soon is_gone /sys/devices/css0/0.0.0120
	yes "and its name is free" soon put 1 $config/0.0.0120/online
	rmdir $config/0.0.0120
	create_disk
	driverctl load-override css/0.0.0120
}

# The wait can be interrupted; the device is removed all the same.
check_stubborn_offline()
{
	local waiter

	start_user group stubborn
	bash -c "echo 0 > $config/0.0.0120/online" 2> /dev/null &
	waiter=$!
	yes "offline waits" soon says_line asked
	kill -TERM $waiter
	wait $waiter
	is "the task that waits can be interrupted" 143 $?
	is "it is on its way out" 0 "$(cat $config/0.0.0120/online)"
	fresh_log
	no "and cannot be changed" put 0300 $config/0.0.0120/devno
	yes "the log says why" eval "dmesg | grep -q 'while the device is in use'"
	kill -USR1 "$user"
	user_ends
	yes "it is gone then" soon is_gone /sys/devices/css0/0.0.0120
	yes "and can be changed" soon put 0120 $config/0.0.0120/devno
	yes "and come online" put 1 $config/0.0.0120/online
	driverctl load-override css/0.0.0120
}

# The machine loses a device that is just being removed from its user: sysfs shows it until both
# removals are complete.
check_gone_meanwhile()
{
	local unbinds leaves mask

	start_user cdev stubborn
	driverctl -b css unset-override 0.0.0120 2> /dev/null &
	unbinds=$!
	yes "driverctl waits for the user" soon says_line asked
	bash -c "echo 0 > $config/0.0.0120/online" &
	leaves=$!
	yes "the device goes meanwhile" soon grep -q 0 $config/0.0.0120/online
	for mask in chpids pimpampom; do
		yes "$mask: it has none any more" soon eval "! cat $sch/$mask"
		fails "$mask" "no such device" cat $sch/$mask
	done
	kill -USR1 "$user"
	user_ends
	wait $leaves
	is "it is gone" 0 $?
	wait $unbinds
	no "from the bus, too" test -e $sch
	put 1 $config/0.0.0120/online
	yes "another one can be given to vfio_ccw" driverctl -b css set-override 0.0.0120 vfio_ccw
}

# A user without a request eventfd gets no request: the log says which task waits for which
# device.
check_deaf()
{
	local waiter

	start_user group deaf
	fresh_log
	mdevctl stop -u $uuid &
	waiter=$!
	yes "the log says that the user must close the device" soon eval \
		"dmesg | grep -q '$uuid: waiting for the user to close the device'"
	yes "mdevctl waits" kill -0 $waiter
	kill -USR1 "$user"
	wait "$user"
	is "the user has given it back" 0 $?
	wait $waiter
	is "then the mdev is gone" 0 $?
}

check_paths()
{
	local chp=/sys/devices/css0/chp0

	start_user cdev
	put off $chp.40/status
	put off $chp.41/status
	is "both paths are off" "c0 00 ff" "$(cat $sch/pimpampom)"
	is "sysfs says so" "offline offline" "$(cat $chp.4[01]/status | xargs)"
	yes "the user is still there" kill -0 "$user"
	put on $chp.40/status
	put on $chp.41/status
	is "both paths are on" "c0 c0 ff" "$(cat $sch/pimpampom)"
	yes "mdevctl takes the mdev" mdevctl stop -u $uuid
	user_ends
}

check_killed()
{
	local interface

	for interface in group cdev group; do
		start_user $interface
		kill -KILL "$user"
		wait "$user" 2> /dev/null
		is "the user is killed while the channel runs" 137 $?
	done
	start_user cdev
	yes "the next one can use it, and gives it back" mdevctl stop -u $uuid
	user_ends
}

# The events as trace-cmd shows them.
check_trace()
{
	local chp=/sys/devices/css0/chp0.41 tracer event

	mdevctl start -u $uuid -p 0.0.0120 -t vfio_ccw-io
	: > "$FOLDER/user"
	trace-cmd record -q -e vfio_ccw -o "$FOLDER/trace.dat" \
		"$MODULES/uapi/endless" $uuid cdev > "$FOLDER/user" 2>&1 &
	tracer=$!
	yes "a user under trace-cmd" soon says_line running
	put off $chp/status
	put on $chp/status
	mdevctl stop -u $uuid
	wait $tracer
	is "trace-cmd and the user have come to their end" 0 $?
	trace-cmd report -i "$FOLDER/trace.dat" > "$FOLDER/report" 2> "$FOLDER/stderr"
	for event in "state: from=STANDBY to=IDLE" "request: result=0" \
		"translated: ccws=.* idaws=0 pages=0 result=0" "start: orb1=.* cpa=.* cc=0" \
		"path: chpid=0.41 code=gone" "path: chpid=0.41 code=initialized" \
		"report: crw=0406 rsid=0041" "interrupt: ctrl=.*"; do
		yes "trace-cmd: $event" grep -Eq \
			"vfio_ccw_${event%%: *}: +subchannel=0.0.0120 ${event#*: }" "$FOLDER/report" ||
			head -n 40 "$FOLDER/report" "$FOLDER/user" | sed 's/^/#   /'
	done
}

check_unload()
{
	start_user group
	fails "vfio_ccw is in use" "in use" rmmod vfio_ccw
	fails "css_sim is in use" "in use" rmmod css_sim
	says "the mdev is still there" "$uuid 0.0.0120 vfio_ccw-io manual" mdevctl list
	yes "it is given back" mdevctl stop -u $uuid
	user_ends
	fails "vfio_ccw has a subchannel" "in use" rmmod vfio_ccw
	yes "nothing is configured" rmdir $config/0.0.0120
	yes "then they go" rmmod css_sim vfio_ccw
	no "no bus is left" test -e $bus
	yes "and come back" insmod "$MODULES/vfio_ccw.ko"
	yes "both" insmod "$MODULES/css_sim.ko"
	yes "with a disk" create_disk
	yes "and its driver, which driverctl has kept" driverctl load-override css/0.0.0120
	start_user cdev
	yes "in use again" mdevctl stop -u $uuid
	user_ends
	rmdir $config/0.0.0120
	yes "they go again" rmmod css_sim vfio_ccw
}

inside()
{
	begin
	writable "$FOLDER" "${GCOV:-}"
	mount_settings
	load vfio_ccw css_sim
	yes "a DASD comes online" create_disk
	check_driverctl
	check_mdevctl
	check_yields group
	check_yields cdev
	check_stubborn group
	check_stubborn cdev
	check_stubborn_rmdir
	check_stubborn_offline
	check_gone_meanwhile
	check_deaf
	check_paths
	check_trace
	check_killed
	check_unload
	check_quiet
	end
}

on_uml 0 "$@"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# css_sim.ko in User-mode Linux: its files in sysfs and configfs, valid writes to them, and
# invalid ones.
#
# usage: uml-css_sim.sh LINUX MODULES
#   LINUX     a User-mode Linux kernel with VFIO
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko, with uapi/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# ---- outside ----

outside()
{
	unpack formatted.3390 "$folder/disk"
	cp "$folder/disk" "$folder/other"
	unpack blocks.aws "$folder/tape"
	# shellcheck disable=SC2119 # no more words
	UML_MEM=512M boot_uml
}

# ---- inside ----

# refused NAME ERROR LOG VALUE FILE: the write fails, and the log says why
refused()
{
	fresh_log
	no "$1: refused" put "$4" "$5"
	cp "$FOLDER/output" "$FOLDER/refusal"
	yes "$1: $2" grep -qi "$2" "$FOLDER/refusal"
	yes "$1: the log says why" eval "dmesg | grep -q 'css_sim: .*$3'"
}

config=/sys/kernel/config/css_sim
bus=/sys/bus/css
root=/sys/devices/css0
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d2e3f

# ---- inside: the checks ----

create_disk()
{
	mkdir $config/0.0.0120 &&
		put dasd_eckd $config/0.0.0120/type &&
		put 0120 $config/0.0.0120/devno &&
		put '40 41' $config/0.0.0120/chpids &&
		put "$FOLDER/disk" $config/0.0.0120/image &&
		put 1 $config/0.0.0120/online
}

check_create()
{
	yes "a DASD comes online" create_disk
	is "online" 1 "$(cat $config/0.0.0120/online)"
	is "devno" 0120 "$(cat $config/0.0.0120/devno)"
	is "chpids as configured" "40 41" "$(cat $config/0.0.0120/chpids)"
	is "type" dasd_eckd "$(cat $config/0.0.0120/type)"
	is "image" "$FOLDER/disk" "$(cat $config/0.0.0120/image)"
	is "defaults" "0 0 0" "$(cat $config/0.0.0120/{readonly,write_cache,latency_us} | xargs)"
}

check_sysfs()
{
	local sch=$bus/devices/0.0.0120

	is "where it lies" /sys/devices/css0/0.0.0120 "$(readlink -f $sch)"
	is "chpids" "40 41 00 00 00 00 00 00" "$(cat $sch/chpids)"
	is "pimpampom" "c0 c0 ff" "$(cat $sch/pimpampom)"
	is "type" 0 "$(cat $sch/type)"
	is "modalias" css:t0 "$(cat $sch/modalias)"
	is "driver_override" "(null)" "$(cat $sch/driver_override)"
	is "uevent" "DRIVER=io_subchannel ST=0 MODALIAS=css:t0" "$(xargs < $sch/uevent)"
	is "the driver that takes what appears" io_subchannel "$(driver_of 0.0.0120)"
	is "path type" 1b "$(cat /sys/devices/css0/chp0.40/type)"
	is "path status" online "$(cat /sys/devices/css0/chp0.41/status)"
	no "no path without a device" test -e /sys/devices/css0/chp0.42
}

check_paths()
{
	local sch=$bus/devices/0.0.0120 chp=/sys/devices/css0/chp0.41

	yes "vary off" put offline $chp/status
	is "it is off" offline "$(cat $chp/status)"
	is "the subchannel has lost it" "c0 80 ff" "$(cat $sch/pimpampom)"
	mkdir $config/0.0.0121
	put echo $config/0.0.0121/type
	put 41,40 $config/0.0.0121/chpids
	yes "a device whose first path is off comes online" put 1 $config/0.0.0121/online
	is "without that path" "c0 40 ff" "$(cat $bus/devices/0.0.0121/pimpampom)"
	is "configured" 1 "$(cat $chp/configure)"
	yes "taken out of the configuration" put 0 $chp/configure
	is "not configured" 0 "$(cat $chp/configure)"
	yes "vary on" put on $chp/status
	is "is not enough then" "c0 80 ff" "$(cat $sch/pimpampom)"
	yes "configured again" put 1 $chp/configure
	is "it is back" "c0 c0 ff" "$(cat $sch/pimpampom)"
	no "a status that does not exist" put sideways $chp/status
	no "a configuration that does not exist" put sideways $chp/configure
	yes "the second device goes" rmdir $config/0.0.0121
	yes "the path stays while a device has it" test -e $chp
}

check_drivers()
{
	local sch=$bus/devices/0.0.0120

	yes "unbind" put 0.0.0120 $bus/drivers/io_subchannel/unbind
	yes "bind" put 0.0.0120 $bus/drivers/vfio_ccw/bind
	is "the driver" vfio_ccw "$(driver_of 0.0.0120)"
	yes "unbind" put 0.0.0120 $bus/drivers/vfio_ccw/unbind
	yes "probe without an override" put 0.0.0120 $bus/drivers_probe
	is "finds the default" io_subchannel "$(driver_of 0.0.0120)"
	put 0.0.0120 $bus/drivers/io_subchannel/unbind
	yes "override" put vfio_ccw $sch/driver_override
	is "is shown" vfio_ccw "$(cat $sch/driver_override)"
	no "keeps other drivers away" put 0.0.0120 $bus/drivers/io_subchannel/bind
	yes "probe" put 0.0.0120 $bus/drivers_probe
	is "finds it" vfio_ccw "$(driver_of 0.0.0120)"
}

check_mdev()
{
	local sch=$bus/devices/0.0.0120
	local type=$sch/mdev_supported_types/vfio_ccw-io

	is "instances" 1 "$(cat $type/available_instances)"
	is "api" vfio-ccw "$(cat $type/device_api)"
	is "name" "I/O subchannel (Non-QDIO)" "$(cat $type/name)"
	yes "create" put $uuid $type/create
	yes "where tools look" test -e /sys/bus/mdev/devices/$uuid
	is "its parent" 0.0.0120 "$(basename "$(dirname "$(readlink -f /sys/bus/mdev/devices/$uuid)")")"
	yes "it has an IOMMU group" test -e $sch/$uuid/iommu_group
	no "no second one" put 1f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d2e3f $type/create
	yes "remove" put 1 $sch/$uuid/remove
	no "it is gone" test -e /sys/bus/mdev/devices/$uuid
}

# no_disk NAME ERROR LOG OFFSET BYTES: with these bytes there, as printf takes them, $FOLDER/bad is
# refused as the image of $item
no_disk()
{
	printf '%b' "$5" | dd of="$FOLDER/bad" bs=1 seek="$4" conv=notrunc 2> /dev/null
	refused "$1" "$2" "bad cannot be used by a device of type dasd_eckd: it .*$3" 1 "$item/online"
	head -c 512 "$FOLDER/disk" | dd of="$FOLDER/bad" conv=notrunc 2> /dev/null
}

# Each is said to be what it is, and how to convert it.
check_other_images()
{
	local item=$1 size

	cp "$FOLDER/disk" "$FOLDER/bad"
	size=$(stat -c %s "$FOLDER/bad")
	put "$FOLDER/bad" "$item/image"
	no_disk "compressed" "not supported" "CCKD.*cckd2ckd -lfs IN OUT" 0 CKD_C370
	no_disk "a 3380" "not supported" "image of a 3380" 16 '\0200'
	no_disk "the first file" "not supported" "file 1 of .*dasdcopy -lfs -o CKD FIRST OUT" 17 '\01\01'
	no_disk "of zPDT" "not supported" "zPDT" 17 "\\04\\0$(printf %o $(((size - 512) / 852480)))"
	no_disk "without heads" "invalid argument" "0 heads" 8 '\0'
	truncate -s $((size - 1)) "$FOLDER/bad"
	no_disk "truncated" "no data" "truncated.* 1 bytes too early" 0 C
	truncate -s $((512 + 65521 * 852480)) "$FOLDER/bad"
	no_disk "too large" "file too large" "65521 cylinders, at most 65520" 0 C
	rm "$FOLDER/bad"
}

check_wrong_values()
{
	local item=$config/0.0.0200 change

	mkdir $item
	refused "type" "invalid argument" "no type \"drum\"" drum $item/type
	refused "devno" "invalid argument" "devno is" no $item/devno
	refused "devno" "out of range" "devno is" 12345 $item/devno
	refused "no path" "invalid argument" "chpids is" " " $item/chpids
	refused "path twice" "invalid argument" "chpids is" "40 40" $item/chpids
	refused "nine paths" "invalid argument" "chpids is" "1 2 3 4 5 6 7 8 9" $item/chpids
	refused "a path of three digits" "invalid argument" "chpids is" 123 $item/chpids
	refused "latency" "out of range" "latency_us is" 60000001 $item/latency_us
	refused "readonly" "invalid argument" "readonly is" maybe $item/readonly
	refused "online" "invalid argument" "online is" maybe $item/online
	refused "no image" "invalid argument" "needs an image" 1 $item/online
	put "$FOLDER/nothing" $item/image
	refused "no file" "no such file" "cannot open" 1 $item/online
	put "$FOLDER" $item/image
	refused "a folder" "is a directory" "cannot open" 1 $item/online
	put /dev/null $item/image
	refused "a device" "invalid argument" "not a regular file" 1 $item/online
	cp "$self" "$FOLDER/script"
	put "$FOLDER/script" $item/image
	refused "not an image" "invalid argument" "script cannot be used by .*dasd_eckd: .*CKD_P370" \
		1 $item/online
	check_other_images $item
	put "$FOLDER/disk" $item/image
	refused "a second writer" "busy" "another device writes" 1 $item/online
	put 1 $item/readonly
	yes "a reader beside the writer" put 1 $item/online
	for change in devno=0300 type=echo latency_us=1 chpids=41 image=other readonly=0 write_cache=1; do
		refused "a change while online" "busy" "${change%=*} cannot be changed while .* online" \
			"${change#*=}" "$item/${change%=*}"
	done
	refused "online twice" "busy" "while the device is online" 1 $item/online
	yes "offline" put 0 $item/online
	yes "offline once more" put 0 $item/online
	is "offline" 0 "$(cat $item/online)"
	no "it is off the bus" test -e $bus/devices/0.0.0200
	put 0 $item/readonly
	put 1 $item/write_cache
	put 250 $item/latency_us
	put "$FOLDER/other" $item/image
	yes "with a write cache" put 1 $item/online
	yes "gone, while online" rmdir $item
	no "it is off the bus" test -e $bus/devices/0.0.0200
	no "a bad name" mkdir $config/0.0.120
	no "a bad name" mkdir $config/0.1.0120
	no "a bad name" mkdir $config/0.0.012G
	no "a bad name" mkdir $config/0.0.01AB
}

# becomes NAME EXPECTED COMMAND: its output becomes that within ten seconds
becomes()
{
	local name=$1 expected=$2 actual deadline=$((SECONDS + 10))

	shift 2
	while actual=$("$@") && [ "$actual" != "$expected" ] && [ $SECONDS -lt $deadline ]; do
		sleep 0.02
	done
	is "$name" "$expected" "$actual"
}

# plan: standard input becomes the plan, in one write
plan()
{
	cat > $config/plan
}

check_plan()
{
	local sch=$bus/devices/0.0.0120

	is "no plan at first" "" "$(cat $config/plan)"
	yes "a plan" plan <<- 'END'
		# a path goes while the devices are online
		at 1us: path 41 off
		on starts 3-7 of 0.0.0120: condition-code 1   # never comes here
	END
	becomes "the path went" "c0 80 ff" cat $sch/pimpampom
	is "what has struck" "at 1us: path 41 off  # struck 1 times
on starts 3-7 of 0.0.0120: condition-code 1  # struck 0 times" "$(cat $config/plan)"
	yes "what is shown is a plan" eval "cat $config/plan > '$FOLDER/plan' && plan < '$FOLDER/plan'"
	yes "another plan" plan <<< 'at 20ms: path 41 on'
	becomes "the path came" "c0 c0 ff" cat $sch/pimpampom
	refused "a line that is none" "invalid argument" \
		"plan: line 1, column 10: expected a number" "on start x: condition-code 1" $config/plan
	refused "the host's" "invalid argument" "plan: line 1: pins" "on pin 7: ENOMEM" $config/plan
	is "the plan before stays" "at 20ms: path 41 on  # struck 1 times" "$(cat $config/plan)"
	printf '#%4094s' x > "$FOLDER/long"
	fresh_log
	no "too long: refused" plan < "$FOLDER/long"
	yes "too long: the log says why" eval "dmesg | grep -q 'plan: the text is longer'"
	for ((i = 1; i <= 60; i++)); do
		echo "on ccw $i of starts 1000-2000 of 0.0.0120: device-gone"
	done > "$FOLDER/long"
	fresh_log
	no "cannot be shown: refused" plan < "$FOLDER/long"
	yes "cannot be shown: the log says why" eval "dmesg | grep -q 'plan: longer than could'"
	is "the plan before stays" "at 20ms: path 41 on  # struck 1 times" "$(cat $config/plan)"
	yes "no plan any more" put "" $config/plan
	is "nothing is shown" "" "$(cat $config/plan)"
	yes "a plan that is still to come stays behind" plan <<< 'at 1000s: device-gone'
}

check_tape()
{
	local drive=$config/0.0.0181 second=$config/0.0.0182

	mkdir $drive $second
	put tape_3480 $drive/type
	put tape_3490 $second/type
	yes "an empty tape drive comes online" put 1 $drive/online
	yes "the operator mounts a tape" put "$FOLDER/tape" $drive/image
	is "which is in the drive" "$FOLDER/tape" "$(cat $drive/image)"
	put "$FOLDER/tape" $second/image
	refused "a tape that is in another drive" "busy" "another device writes" 1 $second/online
	yes "the operator mounts it again" put "$FOLDER/tape" $drive/image
	refused "a disk is no tape" "invalid argument" \
		"other cannot be used by a device of type tape_3480: it does not begin as an AWSTAPE" \
		"$FOLDER/other" $drive/image
	printf '\037\0\0\0\241\0' > "$FOLDER/het"
	refused "a compressed tape is none" "not supported" "(HET).*hetupd -d IN OUT" \
		"$FOLDER/het" $drive/image
	is "the drive is empty then" "" "$(cat $drive/image)"
	yes "the tape goes into another drive" put 1 $second/online
	yes "the next tape is to be protected" put 1 $drive/readonly
	yes "a protected tape beside its writer" put "$FOLDER/tape" $drive/image
	refused "the drive stays what it is" "busy" "while the device is online" echo $drive/type
	yes "the operator takes a tape out" put "" $second/image
	is "the second drive is empty" "" "$(cat $second/image)"
	yes "the drives go" rmdir $drive $second
}

# ends NAME COMMAND...: it does not wait for the user; sets $status
ends()
{
	local name=$1

	shift
	rm -f "$FOLDER/status"
	("$@" > "$FOLDER/said" 2>&1; echo $? > "$FOLDER/status") &
	yes "$name: does not wait" soon test -s "$FOLDER/status"
	status=$(cat "$FOLDER/status")
}

# Other directories work while a user does not close its device.
check_others()
{
	local other=$config/0.0.0211

	ends "$1, ls" ls $config
	is "$1, ls" 0 "$status"
	ends "$1, mkdir of another" mkdir $other
	put echo $other/type
	ends "$1, another one comes online" put 1 $other/online
	is "$1, it is" 1 "$(cat $other/online)"
	ends "$1, another one goes" put 0 $other/online
	is "$1, it went" 0 "$status"
	ends "$1, rmdir of another" rmdir $other
	is "$1, it is gone" 1 "$(test -e $other; echo $?)"
	yes "$1, and the user goes on" kill -0 "$user"
}

# start_user: a user of 0.0.0210 that ignores the request to release it; sets $user
start_user()
{
	local item=$config/0.0.0210 sch=$bus/devices/0.0.0210

	mkdir -p $item
	put echo $item/type
	yes "a device to be used" put 1 $item/online
	put vfio_ccw $sch/driver_override
	put 0.0.0210 $sch/driver/unbind
	put 0.0.0210 $bus/drivers_probe
	yes "is offered" put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
	: > "$FOLDER/user"
	"$MODULES/uapi/endless" $uuid cdev deaf > "$FOLDER/user" 2>&1 &
	user=$!
	yes "a user" soon grep -q running "$FOLDER/user"
}

end_user()
{
	kill -USR1 "$user"
	wait "$user"
	is "the user has given it back" 0 $?
}

is_gone()
{
	! test -e "$1"
}

check_in_use()
{
	local item=$config/0.0.0210 sch=$bus/devices/0.0.0210 user status

	start_user
	(put 0 $item/online; echo $? > "$FOLDER/offline") &
	yes "it goes offline" soon grep -q 0 $item/online
	ends "rmdir while that waits" rmdir $item
	is "rmdir while that waits: refused" 1 "$status"
	yes "rmdir while that waits: busy" grep -qi "busy" "$FOLDER/said"
	check_others "while offline waits"
	no "offline waits" test -e "$FOLDER/offline"
	end_user
	yes "then it is offline" soon grep -qx 0 "$FOLDER/offline"
	no "it is off the bus" test -e $sch

	start_user
	fresh_log
	ends "rmdir" rmdir $item
	is "rmdir: it is" 0 "$status"
	yes "rmdir: the log says that a user has it" eval "dmesg | grep -q '0.0.0210: still in use'"
	yes "it is still there" test -e $root/0.0.0210
	mkdir $item
	put echo $item/type
	refused "its name is taken" "file exists" "still in use" 1 $item/online
	check_others "while it goes"
	end_user
	yes "it is gone then" soon is_gone $root/0.0.0210
	yes "and its name is free" soon put 1 $item/online
	yes "the next one goes" rmdir $item
	no "it is off the bus" test -e $sch
}

check_unload()
{
	no "no unload while configured" rmmod css_sim
	no "nor of what it needs" rmmod vfio_ccw
	yes "the disk goes" rmdir $config/0.0.0120
	no "with its paths" test -e /sys/devices/css0/chp0.40
	yes "unload" rmmod css_sim
	yes "unload" rmmod vfio_ccw
	no "no bus is left" test -e $bus
	no "no root is left" test -e /sys/devices/css0
	yes "load again" insmod "$MODULES/vfio_ccw.ko"
	yes "load again" insmod "$MODULES/css_sim.ko"
	yes "unload again" rmmod css_sim
}

inside()
{
	begin
	load vfio_ccw css_sim
	check_create
	check_sysfs
	check_paths
	check_drivers
	check_mdev
	check_wrong_values
	check_tape
	check_plan
	check_in_use
	check_unload
	check_quiet
	end
}

on_uml 0 "$@"

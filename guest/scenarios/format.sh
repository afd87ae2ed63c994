# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Formats with all layouts and block sizes, partitions, and files that are the
# same after they have been on the disk, in this guest and in the next.

# Number, layout, block size
layouts="0120:cdl:4096 0121:ldl:4096 0122:cdl:512 0123:cdl:1024 0124:cdl:2048
	0125:ldl:512 0126:ldl:1024 0127:ldl:2048"

prepare()
{
	for layout in $layouts; do
		number=${layout%%:*}
		image "$number" "RW$number" 8
		device "$number" write_cache=1
	done
}

# Files of many sizes, the same in each guest.
make_files()
{
	local size i

	for size in 0 1 511 512 513 4095 4096 4097 49152 65537 600003; do
		head -c $size /init /bin/busybox | tail -c $size > "$1/file-$size" || return
	done
	mkdir "$1/many"
	for i in $(seq 40); do
		echo "file $i" > "$1/many/$i" || return
	done
}

sums()
{
	(cd "$1" && find file-* many -type f -exec sha256sum {} + | sort -k 2)
}

partition()
{
	[ "$2" = ldl ] || yes "$3: fdasd" fdasd -a -k "$1" || return
	yes "$3: the partition appears" soon test -b "${1}1"
}

format()
{
	local disk name="$2 $3"

	disk=$(disk "$1")
	yes "$name: dasdfmt" dasdfmt -y -b "$3" -d "$2" -l "LX$1" "$disk" &&
		is "$name: block size" "$3" "$(cat "/sys/block/${disk#/dev/}/queue/logical_block_size")" &&
		partition "$disk" "$2" "$name" &&
		yes "$name: mkfs.ext4" mkfs.ext4 -q "${disk}1" &&
		yes "$name: mount" mount -t ext4 "${disk}1" /mnt || return
	yes "$name: files" make_files /mnt
	sums /mnt > /tmp/sums
	yes "$name: umount" umount /mnt || return
	echo 3 > /proc/sys/vm/drop_caches
	check "$disk" "$name"
}

# check DISK NAME: all is there
check()
{
	yes "$2: e2fsck" e2fsck -fn "${1}1" &&
		yes "$2: mount again" mount -t ext4 -o ro "${1}1" /mnt || return
	is "$2: as many files" 51 "$(sums /mnt | wc -l)"
	is "$2: the same files" "$(cat /tmp/sums)" "$(sums /mnt)"
	yes "$2: umount again" umount /mnt
}

each()
{
	for layout in $layouts; do
		rest=${layout#*:}
		"$1" "${layout%%:*}" "${rest%%:*}" "${rest##*:}"
	done
}

begin()
{
	yes "$2 $3: online" online "$1"
}

again()
{
	begin "$@"
	check "$(disk "$1")" "next guest, $2 $3"
}

guest_main()
{
	each begin
	each format
}

guest_again()
{
	mkdir /tmp/files
	make_files /tmp/files
	sums /tmp/files > /tmp/sums
	each again
}

host()
{
	boot main && finish
	boot again && finish
}

# What Hercules's own tool finds; it knows no layout without a VTOC.
listed()
{
	local list

	if [ "$2" = ldl ]; then
		# LNX1LX and the number, in EBCDIC
		yes "label of $1 in the image" env LC_ALL=C grep -qaP "\xd3\xd5\xe7\xf1\xd3\xe7$(
			echo "$1" | sed 's/./\\xf&/g')" "${folder:?}/$1.ckd"
	else
		list=$(dasdls "$folder/$1.ckd" 2>&1)
		has "Hercules: volume label of $1" "VOLSER=LX$1" "$list"
		has "Hercules: data set of $1" "^LINUX.VLX$1.PART0001.NATIVE *$" "$list"
	fi
}

inspect()
{
	each listed
}

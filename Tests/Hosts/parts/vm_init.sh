#!/bin/busybox sh
# The first process of a virtual machine: loads the drivers, mounts the disk, becomes systemd.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
while read -r module; do insmod "/modules/$module"; done </modules/order
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
tries=0
until mount -t ext4 /dev/vda /disk; do
  tries=$((tries + 1))
  [ $tries -lt 50 ] || poweroff -f
  usleep 100000
done
mount -o move /dev /disk/dev
mount -o move /proc /disk/proc
mount -o move /sys /disk/sys
exec switch_root /disk /lib/systemd/systemd

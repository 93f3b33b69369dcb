#!/bin/bash
# The first process of a host's namespaces: lays out the machine and becomes its systemd.
# Arguments: INSTANCE-FOLDER IMAGE-FOLDER CGROUP-FOLDER NAME [HOST-PATH GUEST-PATH ro|rw]…
set -euo pipefail
instance=$1 image=$2 cgroup=$3 name=$4
shift 4

# /proc is still the machine's, so this is the process's number as the machine sees it. Saved
# from here, it is known even when the command that started us is killed.
read -r -a stat </proc/self/stat
read -r boot </proc/sys/kernel/random/boot_id
echo "${stat[0]} $boot:${stat[21]}" >"$instance/pid.new"
mv "$instance/pid.new" "$instance/pid"

# The disk: what the host writes is kept in `upper`, the image stays as it is. Where overlayfs
# can't (itself on an overlay, for example), the host gets a copy.
root=$instance/root
mkdir -p "$root" "$instance/upper" "$instance/work"
layers=lowerdir=$image/root,upperdir=$instance/upper,workdir=$instance/work
if [ -e "$instance/copy" ] || ! mount -t overlay overlay -o "$layers" "$root" 2>/dev/null; then
  if [ ! -e "$instance/copy" ]; then
    cp -a --reflink=auto "$image/root" "$instance/copy.new"
    mv "$instance/copy.new" "$instance/copy"
  fi
  mount --bind "$instance/copy" "$root"
fi
cd "$root"
echo "$name" >etc/hostname
printf '127.0.0.1 localhost %s\n::1 localhost\n' "$name" >etc/hosts
echo "$name" >/proc/sys/kernel/hostname
[ -s etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
cat /proc/sys/kernel/random/uuid >"$instance/boot_id"

# Of the kernel's settings only those of the host's own network may be changed from inside:
# all others are the machine's.
mount -t proc -o nosuid,nodev,noexec proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,rw proc/sys/net
mount --bind "$instance/boot_id" proc/sys/kernel/random/boot_id
if [ -e proc/sysrq-trigger ]; then
  mount --bind proc/sysrq-trigger proc/sysrq-trigger
  mount -o remount,bind,ro proc/sysrq-trigger
fi
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys

mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs run
mount -t tmpfs -o mode=0755,nosuid tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
mknod -m 0666 dev/null c 1 3
mknod -m 0666 dev/zero c 1 5
mknod -m 0666 dev/full c 1 7
mknod -m 0666 dev/random c 1 8
mknod -m 0666 dev/urandom c 1 9
mknod -m 0666 dev/tty c 5 0
mknod -m 0600 dev/console c 1 3
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

while [ $# -gt 0 ]; do
  if [ -d "$1" ]; then
    mkdir -p "./$2"
  else
    mkdir -p "./$(dirname "$2")"
    [ -e "./$2" ] || : >"./$2"
  fi
  mount --bind "$1" "./$2"
  [ "$3" = rw ] || mount -o remount,bind,ro "./$2"
  shift 3
done

# The cgroup namespace begins here, so its root is the host's own cgroup.
echo 0 >"$cgroup/cgroup.procs"
pivot_root . .
umount -l .
exec /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 container=adnet \
  /usr/bin/unshare --cgroup -- /bin/sh -c '
    mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 /sys/fs/cgroup
    exec /lib/systemd/systemd --show-status=false'

#!/bin/bash
# Puts Debian's cloud kernel into a root folder, as files: its package would bring along a
# builder of initial ramdisks that nothing here uses.
set -euo pipefail
root=$1
meta=linux-image-cloud-amd64
package=$(chroot "$root" apt-cache depends "$meta" | awk '/Depends: linux-image-/ {print $2; exit}')
mkdir "$root/tmp/kernel"
chroot "$root" sh -c "cd /tmp/kernel && apt-get -q -o APT::Sandbox::User=root download '$package' &&
  dpkg-deb -x ./*.deb . && rm ./*.deb"
mkdir -p "$root/usr/lib/modules"
mv "$root"/tmp/kernel/lib/modules/* "$root/usr/lib/modules/"
mv "$root"/tmp/kernel/boot/* "$root/boot/"
rm -r "$root/tmp/kernel"
chroot "$root" depmod "$(basename "$root"/usr/lib/modules/*)"

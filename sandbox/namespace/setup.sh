#!/bin/sh
# PID 1 of a sandbox: builds a root of its own from the host's system directories, the layers and the code, then waits.
# Everything lies in a tmpfs that only this mount namespace sees; the host's /opt and /var/task are never touched.
#
#   setup.sh NODE UNZIP [KIND SOURCE TARGET]…
#     KIND bind: SOURCE (file or directory) read-only at TARGET;  copy: the contents of a directory into TARGET;  zip: likewise of a zip file
set -eu
# No directory but /sys is sure to exist and to hold none of the sources.
root=/sys
# The host's /proc is still mounted, so this is our number outside.
read -r host_pid _ </proc/self/stat
node=$1
unzip=$2
shift 2

mount -t tmpfs -o mode=755 sandbox "$root"
mkdir -p "$root/proc" "$root/tmp" "$root/opt" "$root/var/task" "$root/var/runtime" "$root/var/lang/bin" "$root/root" "$root/run"
for name in bin sbin lib lib32 lib64 libx32 usr etc dev; do
  if [ -L "/$name" ]; then
    ln -s "$(readlink "/$name")" "$root/$name"
  elif [ -d "/$name" ]; then
    mkdir "$root/$name"
    mount --rbind "/$name" "$root/$name"
  fi
done
# A container may forbid a fresh /proc; the host's serves too, with other process numbers.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount -t tmpfs -o mode=1777,size=512m tmp "$root/tmp"

# Where the Telemetry API's subscribers listen, by Lambda's name for this machine.
{ cat /etc/hosts && echo '127.0.0.1 sandbox.localdomain sandbox'; } >"$root/run/hosts"
mount --bind "$root/run/hosts" "$root/etc/hosts"

while [ $# -ge 3 ]; do
  kind=$1 source=$2 target=$root$3
  shift 3
  case $kind in
    bind)
      if [ -d "$source" ]; then
        mkdir -p "$target"
      else
        mkdir -p "${target%/*}"
        : >"$target"
      fi
      mount --rbind "$source" "$target"
      # Without root the kernel may insist on keeping flags of the underlying mount: then the host's own permissions protect the source.
      mount -o remount,bind,ro "$target" 2>/dev/null || true
      ;;
    copy)
      mkdir -p "$target"
      cp -RP --preserve=mode,timestamps "$source/." "$target/"
      ;;
    zip)
      mkdir -p "$target"
      "$node" "$unzip" "$source" "$target"
      ;;
  esac
done
mount -o remount,bind,ro "$root"

# shellcheck disable=SC2016 # $0 is for the inner shell
exec chroot "$root" /bin/sh -c 'echo "ready $0"; exec cat >/dev/null' "$host_pid"

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
for name in bin sbin lib lib32 lib64 libx32 usr etc; do
  if [ -L "/$name" ]; then
    ln -s "$(readlink "/$name")" "$root/$name"
  elif [ -d "/$name" ]; then
    mkdir "$root/$name"
    mount --rbind "/$name" "$root/$name"
  fi
done
# As on Lambda there is no shared memory in /dev, and none of the host's disks.
mkdir "$root/dev"
for name in null zero full random urandom; do
  : >"$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
# A container may forbid a fresh /proc; the host's serves too, with other process numbers.
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount -t tmpfs -o mode=1777,size=512m tmp "$root/tmp"

# On Lambda NODE_PATH serves ES modules as well. Node.js itself looks for their packages in the directories above them only.
ln -s opt/nodejs/node_modules "$root/node_modules"

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
# For root the host's own permissions protect nothing: what is the host's is for reading only, with all that is mounted below.
while read -r _ _ _ _ at _; do
  case $at in
    # Of the host's /sys, which lies below.
    "$root"/fs/* | "$root"/kernel/* | "$root"/firmware/*) ;;
    "$root"/proc | "$root"/tmp | "$root"/dev/*) ;;
    "$root"/*) mount -o remount,bind,ro "$at" 2>/dev/null || true ;;
  esac
done </proc/self/mountinfo
for name in sys sysrq-trigger irq bus; do
  [ ! -e "$root/proc/$name" ] || { mount --bind "$root/proc/$name" "$root/proc/$name" && mount -o remount,bind,ro "$root/proc/$name"; } 2>/dev/null || true
done
mount -o remount,bind,ro "$root"

# shellcheck disable=SC2016 # $0 is for the inner shell
exec chroot "$root" /bin/sh -c 'echo "ready $0"; exec cat >/dev/null' "$host_pid"

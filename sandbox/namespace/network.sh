#!/bin/sh
# Makes a network namespace with a loopback device and nothing else, and runs a program in it.
#
#   network.sh PROGRAM ARGUMENTS…
if [ "${1-}" != --inside ]; then
  if [ "$(id -u)" = 0 ]; then user=; else user='--user --map-root-user'; fi
  # shellcheck disable=SC2086 # $user is a list of words
  exec unshare $user --net --mount --propagation private /bin/sh "$0" --inside "$@"
fi
shift
# iproute2 need not be installed; the kernel's own file does it too. Each /sys shows the devices of the namespace it was mounted in.
{ ip link set lo up || { mount -t sysfs sysfs /sys && echo 0x9 >/sys/class/net/lo/flags; } || ifconfig lo up; } 2>/dev/null || {
  echo 'the loopback device of a new network cannot be brought up' >&2
  exit 1
}
exec "$@"

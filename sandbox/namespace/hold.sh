#!/bin/sh
# Holds one sandbox's namespaces open for as long as standard input is, and takes the cgroups away afterwards.
# Standard input is a pipe from the test process: however that one ends, the pipe closes, PID 1 of the
# namespace exits, and the kernel kills everything that still runs inside and drops every mount.
#
#   hold.sh CGROUPS setup.sh ARGUMENTS…      CGROUPS: directories, separated by colons; may be empty
cgroups=$1
shift
if [ "$(id -u)" = 0 ]; then user=; else user='--user --map-root-user'; fi
# shellcheck disable=SC2086 # $user is a list of words
unshare $user --mount --pid --fork --propagation private /bin/sh "$@"
status=$?
IFS=:
for cgroup in $cgroups; do
  # A killed process leaves its cgroup a moment after its parent hears of it.
  for _ in 1 2 3 4 5 6 7 8 9 10; do rmdir "$cgroup" 2>/dev/null && break; sleep 0.05; done
done
exit $status

#!/bin/sh
# Holds one sandbox's namespaces open for as long as standard input is, and takes the cgroups away afterwards.
# Standard input is a pipe from the test process: however that one ends, the pipe closes, PID 1 of the
# namespace exits, and the kernel kills everything that still runs inside and drops every mount.
#
#   hold.sh CGROUPS NETWORK setup.sh ARGUMENTS…      CGROUPS: directories, separated by colons; may be empty
#                                                    NETWORK: a process in the network namespace to use; may be empty
cgroups=$1
network=$2
shift 2
if [ "$(id -u)" = 0 ]; then user= enter_user=; else user='--user --map-root-user' enter_user='--user --preserve-credentials'; fi
# The network belongs to a user namespace, which then serves for the rest as well.
if [ -n "$network" ]; then user= enter="nsenter $enter_user --net --target $network --"; else enter=; fi
# shellcheck disable=SC2086 # $enter and $user are lists of words
$enter unshare $user --mount --pid --fork --propagation private /bin/sh "$@"
status=$?
IFS=:
for cgroup in $cgroups; do
  # A killed process leaves its cgroup a moment after its parent hears of it.
  for _ in 1 2 3 4 5 6 7 8 9 10; do rmdir "$cgroup" 2>/dev/null && break; sleep 0.05; done
done
exit $status

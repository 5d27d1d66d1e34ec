#!/bin/sh
# Runs the tests as an unprivileged user that has the capabilities of the systemd unit and no other, in a copy of the clone that is its own.
# Only root can hand capabilities on, so root starts it:
#
#   npm run test:unprivileged [-- arguments of vitest]
#
# Twice: first on the machine as it is, where tests that need a network namespace say that they are skipped; then (without arguments only)
# those again in a user namespace of that user, in which it may make network namespaces without any right outside. There too the programs
# that capture have the unit's capabilities alone.
set -eu

user=nobody
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
unit=$root/packaging/systemd/vigie.service

fail() {
  printf 'test-unprivileged: %s\n' "$*" >&2
  exit 2
}
[ "$(id -u)" = 0 ] || fail 'only root can start another user with capabilities; run this as root'
[ -e "$root/node_modules" ] || fail 'nothing is installed yet; run "./vigie test --project unit" first'

# "CAP_NET_RAW CAP_X" of the unit is "-all,+net_raw,+x" for setpriv.
names=$(sed -n 's/^AmbientCapabilities=//p' "$unit")
capabilities=-all
for name in $(echo "$names" | tr '[:upper:]' '[:lower:]'); do capabilities=$capabilities,+${name#cap_}; done
[ "$capabilities" != -all ] || fail "$unit names no capability"

copy=$(mktemp -d /var/tmp/vigie-unprivileged.XXXXXX)
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
chmod 755 "$copy"
mkdir "$copy/clone" "$copy/home"
(cd "$root" && tar -c --exclude=./.git --exclude=./.vigie --exclude=./secrets .) | tar -x -C "$copy/clone"
chown -R "$user:" "$copy/clone" "$copy/home"
cd "$copy/clone"

# What systemd gives the unit's process: see User, AmbientCapabilities, CapabilityBoundingSet and NoNewPrivileges there.
unprivileged() {
  setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --no-new-privs \
    --inh-caps="$capabilities" --ambient-caps="$capabilities" --bounding-set="$capabilities" \
    env -i PATH="$PATH" HOME="$copy/home" LANG=C.UTF-8 NO_COLOR=1 "$@"
}

status=0
echo "As $user with $names:"
unprivileged ./vigie test "$@" || status=1
[ "$#" = 0 ] || exit "$status"

echo 'What needs network namespaces, in a user namespace:'
# shellcheck disable=SC2046,SC2016
unprivileged unshare --user --map-current-user --keep-caps --mount --net sh -c \
  'mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up && exec ./vigie test "$@"' sh \
  $(grep -rl hasNamespaces --include='*.test.ts' test) || status=1
exit "$status"

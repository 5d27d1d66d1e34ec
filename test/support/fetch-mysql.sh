#!/bin/sh
# Unpacks Oracle's MySQL server, which Debian has in its unstable suite only, into a folder. Nothing is installed: apt
# works with lists, cache and status of its own, from the mirror that this machine uses anyway.
#
#   fetch-mysql.sh DIR    leaves DIR/root and, as the very last step, DIR/complete
set -eu
dir=$1
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9 # one downloads, the others wait and find it done
if [ -e "$dir/complete" ]; then exit 0; fi

# The mirror of the first source that ends in "debian", in either of apt's two formats.
mirror=$(find /etc/apt -name '*.list' -o -name '*.sources' | sort | xargs cat |
  sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] *)?([^ ]+) .*/\2/p' | grep -m1 '/debian/*$') || {
  echo 'no Debian mirror is configured in /etc/apt' >&2
  exit 1
}

# A folder of this run's own: what an earlier run left half-made is never used.
work=$dir/fetch.$$
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
echo "deb $mirror sid main" >"$work/sources.list"

apt() {
  tool=$1
  shift
  "$tool" -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o Dir::State::status=/dev/null \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

echo 'MySQL: reading the package lists' >&2
apt apt-get update -qq >&2
# Its libraries come with it, the C library too: this release's are older than what it was linked with.
packages=$(apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
  --no-replaces --no-enhances mysql-server-core |
  grep -E '^[a-z]' | sort -u | grep -vE 'perl|udev|debconf|cdebconf|dpkg')
echo "MySQL: downloading $(echo "$packages" | wc -l) packages" >&2
# shellcheck disable=SC2086 # one word a package
(cd "$work/debs" && apt apt-get download -qq $packages >&2)
echo 'MySQL: unpacking' >&2
for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/root"; done
[ -x "$work/root/usr/sbin/mysqld" ] || {
  echo 'the packages hold no mysqld' >&2
  exit 1
}

rm -rf "$dir/root"
mv "$work/root" "$dir/root"
: >"$dir/complete"

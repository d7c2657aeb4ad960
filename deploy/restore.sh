#!/usr/bin/env bash
# Restores a backup into this site: docs/deploy.md. What the site holds now is kept in a backup of its own, if it can be read.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/lib.sh"

[[ $# -ge 1 && $1 != --help ]] || { say "usage: deploy/restore.sh FILE [--as-of CHANGE]" >&2; exit 2; }
file=$(readlink --canonicalize "$1")
shift
need_root
alone
umask 022
[[ -r $file ]] || fail "$file cannot be read."
release=$(readlink --canonicalize "$SITE/current")
readable=$(mktemp --directory --tmpdir oversigt-XXXXXX)
trap 'rm --recursive --force "$readable"' EXIT
# The site's user cannot open the folders of others
chmod 711 "$readable"
install --owner oversigt --mode 400 "$file" "$readable/backup.zip"

say "1/5 Is the backup whole, and of this version?"
manage "$release" backup --check "$readable/backup.zip"
# Before the database is emptied: a backup from before an upgrade needs the release that made it
manage "$release" restore --check "$readable/backup.zip" || fail "Nothing was stopped or changed. $SITE/releases holds earlier releases."

say "2/5 Stopping the site"
stop_site
debian_service postgresql start

say "3/5 Keeping what is there now"
before=$BACKUPS/before-restore-$(date --utc +%Y%m%dT%H%M%SZ).zip
if manage "$release" backup "$before"; then
    say "    $before"
else
    say "    It could not be read whole. Restoring deletes it."
    if [[ -t 0 ]]; then
        read -r -p "    To go on, type: delete everything: " typed
        [[ $typed == "delete everything" ]] || { start_site; fail "Nothing was restored."; }
    fi
fi

say "4/5 Restoring"
empty_database
restore_with "$release" "$readable/backup.zip" "$@" || fail "Nothing was restored, and the site is stopped. The state before: $before"

say "5/5 Is the site ready?"
manage "$release" files --check || say "    Some files are not sound, as said above."
start_site
wait_until_ready || fail "The backup was restored, and the site is not ready."
say
say "Restored. Everybody signs in again. Check the seals: oversigt seals --check"

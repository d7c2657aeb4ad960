#!/usr/bin/env bash
# Restores a backup into this site: docs/deploy.md. What the site holds now is kept in a backup of its own, if it can be read.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/lib.sh"

usage() {
    cat << 'END'
usage: deploy/restore.sh FILE [--as-of CHANGE] [--with FOLDER] [--unreadable]

  --as-of CHANGE   restores the register as it was after this change
  --with FOLDER    a copy of the repository at the version that made the backup, if the site runs another one and no longer
                   has that release: it restores, then the release in use migrates the tables
  --unreadable     replaces the register of now even if no backup of it can be made. Without a terminal to ask at, nothing is
                   restored otherwise
END
}

file='' as_of=() source='' unreadable=''
while (($#)); do
    case $1 in
        --as-of) as_of=(--as-of "${2:-}"); shift 2 ;;
        --with) source=$(readlink --canonicalize "${2:-}"); shift 2 ;;
        --unreadable) unreadable=yes; shift ;;
        --help) usage; exit ;;
        -*) usage >&2; exit 2 ;;
        *) file=$(readlink --canonicalize "$1"); shift ;;
    esac
done
[[ -n $file ]] || { usage >&2; exit 2; }
need_root
alone
umask 022
[[ -r $file ]] || fail "$file cannot be read."
release=$(readlink --canonicalize "$SITE/current")
readable=$(mktemp --directory --tmpdir oversigt-XXXXXX)
built=''
trap 'rm --recursive --force "$readable" ${built:+"$built"}' EXIT
# The site's user cannot open the folders of others
chmod 711 "$readable"
install --owner oversigt --mode 400 "$file" "$readable/backup.zip"

say "1/5 Is the backup whole, and which release restores it?"
manage "$release" backup --check "$readable/backup.zip"
# Before the database is emptied: a backup from before an upgrade needs the release that made it
made_by=$release code=0
manage "$release" restore --check "$readable/backup.zip" || code=$?
((code != 3)) || fail "Nothing was stopped or changed. Upgrade the site to the release that made the backup, then restore it."
if ((code)); then
    named=$(release_of "$file")
    made_by=$SITE/releases/$named
    if [[ -n $source ]]; then made_by=$(build_release "$source"); built=$made_by; fi
    [[ $made_by != "$SITE/releases/" && -x $made_by/.venv/bin/python ]] ||
        fail "Nothing was stopped or changed. The backup was made by ${named:-a release that it does not name, of before 30 November 2026}, which is not in $SITE/releases: name a copy of the repository at its commit (--with FOLDER)."
    manage "$made_by" restore --check "$readable/backup.zip" || fail "Nothing was stopped or changed."
    say "    $(basename "$made_by") restores it, then $(basename "$release") migrates its tables."
fi

say "2/5 Stopping the site"
stop_site
start_postgresql

say "3/5 Keeping what is there now"
before=$BACKUPS/before-restore-$(date --utc +%Y%m%dT%H%M%SZ).zip
if manage "$release" backup "$before"; then
    say "    $before"
elif [[ -s $before ]]; then
    # The backup is whole, and restoring loses nothing more: those files are gone already
    say "    $before, without the files that are missing now"
else
    say "    The register of now could not be read whole, so no copy of it was made. Restoring deletes it."
    typed=''
    [[ -n $unreadable || ! -t 0 ]] || read -r -p "    To go on, type: delete everything: " typed || true
    [[ -n $unreadable || $typed == "delete everything" ]] || {
        start_site
        fail "Nothing was restored, and the site runs again. If the register of now is lost anyway: --unreadable."
    }
fi

say "4/5 Restoring"
empty_database
restore_with "$made_by" "$readable/backup.zip" "${as_of[@]}" || fail "Nothing was restored, and the site is stopped. The state before: $before"
if [[ $made_by != "$release" ]]; then
    manage "$release" migrate --verbosity 0 && manage "$release" index_calendar --missing > /dev/null ||
        fail "The backup was restored, and its tables could not be migrated. The site is stopped. The state before: $before"
fi

say "5/5 Is the site ready?"
manage "$release" files --check || say "    Some files are not sound, as said above."
start_site
wait_until_ready || fail "The backup was restored, and the site is not ready."
say
say "Restored. Everybody signs in again. Check the seals: oversigt seals --check"
[[ ! -e $before ]] || say "When nobody needs the state before any more, delete it by hand: $before"

#!/usr/bin/env bash
# Upgrades the site to the version in whose folder this script lies: docs/deploy.md.
# The new release is built beside the old one. Then the site stops, a backup is made, the tables are migrated, and the site
# starts with the new release. If /readyz does not say that it is ready, the old release and its data come back.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/lib.sh"

need_root
alone
umask 022
[[ -e $SITE/current && -r $SETTINGS/env ]] || fail "No site is installed here: run deploy/install.sh first."
old=$(readlink --canonicalize "$SITE/current")

say "1/6 Building the new release; the site runs on (some minutes)"
new=$(build_release "$(dirname "$HERE")")
stopped='' migrated='' done=''

roll_back() {
    local code=$? back=yes
    [[ -z $done ]] || exit "$code"
    set +e
    trap '' INT TERM
    say "Going back to $old" >&2
    if [[ -n $stopped ]]; then
        stop_site
        if [[ -n $migrated ]]; then
            # /readyz does not look at the rows: the restore itself says whether it worked
            (empty_database && restore_with "$old" "$backup") || back=''
        fi
        switch_to "$old"
        install_units "$old"
        start_site
        wait_until_ready || back=''
    fi
    rm --recursive --force "$new"
    [[ -n $back ]] || fail "The upgrade failed, and going back to $old failed too. journalctl --namespace oversigt shows its log.
The register is in $backup: when the reason is mended, $old/deploy/restore.sh $backup brings it back."
    fail "The upgrade failed, and $old runs as before."
}
trap roll_back EXIT
trap 'exit 1' INT TERM

say "2/6 Stopping the site"
stopped=yes
stop_site

say "3/6 Backup"
backup=$BACKUPS/oversigt-$(date --utc +%Y%m%dT%H%M%SZ).zip
manage "$old" backup "$backup"
# Under this name, too, the nightly backup does not delete it. Both names are one file
kept=$BACKUPS/before-upgrade-${backup#*/oversigt-}
ln "$backup" "$kept"

say "4/6 Migrating the tables"
migrated=yes
manage "$new" migrate --verbosity 1
manage "$new" index_calendar --missing > /dev/null

say "5/6 Starting the new release"
switch_to "$new"
install_units "$new"
start_site

say "6/6 Is it ready?"
wait_until_ready
done=yes
remove_old_releases
remove_old_upgrade_backups
say
say "Oversigt runs as $(basename "$new"). The backup from before the upgrade: $kept"

# Functions that install.sh, upgrade.sh and restore.sh share. Read it with "source"; it does nothing by itself.

# A failure inside $(…) ends the script too
shopt -s inherit_errexit

SITE=/srv/oversigt                 # releases/, and the link "current" to the one that runs
SETTINGS=/etc/oversigt             # env (the settings), tls/ (the certificate)
DATA=/var/lib/oversigt             # files/ (the file store), seal/ (the key of the seals)
BACKUPS=/var/backups/oversigt
SOCKET=/run/oversigt.sock
DATABASE=oversigt
RELEASES_KEPT=3
TIMERS=(oversigt-letters.timer oversigt-backup.timer oversigt-daily.timer oversigt-weekly.timer)
SECONDS_TO_START=${SECONDS_TO_START:-90}

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "STOPPED: $*" >&2; exit 1; }

need_root() { [[ $(id -u) == 0 ]] || fail "Run this as root: sudo $0"; }

# Only one of the scripts works at a time
alone() {
    exec 9> /run/lock/oversigt-deploy
    flock --nonblock 9 || fail "Another installation, upgrade or restore is running."
}

has_systemd() { [[ -d /run/systemd/system ]]; }

# Starts, stops or restarts a service of Debian, also where systemd does not run (in a chroot)
debian_service() {
    if has_systemd; then systemctl "$2" "$1"; else service "$1" "$2" 9>&-; fi
}

as_site() { runuser --user oversigt -- env HOME="$DATA" "$@"; }

# manage RELEASE COMMAND ...: runs manage.py of a release as the site's user, with the settings of the site
manage() {
    local release=$1
    shift
    (cd "$release" && as_site .venv/bin/python manage.py "$@")
}

# sql DATABASE STATEMENT: runs a statement as the administrator of PostgreSQL
sql() {
    (cd / && runuser --user postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
        --port "$(port)" --dbname "$1" --command "$2")
}

# The port of the first PostgreSQL that runs on this machine
port() { pg_lsclusters --no-header | awk '$4 ~ /^online/ { print $3; exit }'; }

# Starts PostgreSQL, and waits until it runs. The service of this name only starts others, and counts as started whatever becomes of them
start_postgresql() {
    local until=$((SECONDS + 120)) cluster
    debian_service postgresql start
    while [[ -z $(port) ]] && ((SECONDS < until)); do
        has_systemd && for cluster in $(pg_lsclusters --no-header | awk '$4 == "down" { print $1 "-" $2 }'); do
            systemctl start "postgresql@$cluster" || true
        done
        sleep 1
    done
    [[ -n $(port) ]] || fail "PostgreSQL does not run: pg_lsclusters shows why."
}

make_database() {
    # The site sorts by columns of its own, so the order of the database does not matter
    sql postgres "CREATE DATABASE $DATABASE OWNER oversigt ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
}

# Deletes the database and makes an empty one. The site has to be stopped
empty_database() {
    sql postgres "DROP DATABASE IF EXISTS $DATABASE WITH (FORCE)"
    make_database
}

# restore_with RELEASE FILE [OPTIONS]: restores a backup into the empty database, with the release that made it
restore_with() {
    local release=$1
    shift
    manage "$release" migrate --verbosity 0 && manage "$release" restore "$@"
}

# setting NAME: the value in the settings of the site
setting() { sed --quiet "s/^$1=//p" "$SETTINGS/env" | tail --lines 1; }

# release_of FILE: the name of the release that made a backup; nothing if the backup does not name it
release_of() {
    python3 -c 'import json, sys, zipfile
print(json.load(zipfile.ZipFile(sys.argv[1]).open("manifest.json")).get("release", ""))' "$1"
}

# build_release SOURCE: copies the program into a folder of its own with its packages, and prints that folder.
# Nothing of a running site is touched.
build_release() {
    local source=$1 version commit
    version=$(sed --quiet 's/^__version__ = "\(.*\)"/\1/p' "$source/portfolio/__init__.py")
    [[ -n $version ]] || fail "$source holds no Oversigt: portfolio/__init__.py names no version."
    # By this name a backup tells which program can restore it. A source of before has no portfolio/backup/release.py
    commit=$(cd "$source" && python3 -B -c 'from portfolio.backup.release import commit; print(commit())' 2> /dev/null) || true
    release=$SITE/releases/$version-$(date --utc +%Y%m%dT%H%M%SZ)${commit:+-$commit}
    mkdir --parents "$release"
    # Until it is built whole: whoever is killed in the middle cannot remove it
    touch "$release/.unfinished"
    trap 'rm --recursive "$release"' EXIT
    tar --create --directory "$source" --exclude-vcs --exclude=./.venv --exclude=./.env --exclude=./staticfiles \
        --exclude=./files --exclude='*.sqlite3*' --exclude='*.mo' --exclude=__pycache__ --exclude='./.*_cache' --exclude=./RELEASE . |
        tar --extract --directory "$release" --no-same-owner
    basename "$release" > "$release/RELEASE"
    {
        python3 -m venv "$release/.venv"
        "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
            --requirement "$release/requirements.txt"
        ln --symbolic "$SETTINGS/env" "$release/.env"
        local messages
        for messages in "$release"/locale/*/LC_MESSAGES/*.po; do
            "$release/.venv/bin/pybabel" --quiet compile --input-file "$messages" --output-file "${messages%.po}.mo"
        done
        "$release/.venv/bin/python" -m compileall -q -x '/tests/' "$release" || true
        (cd "$release" && .venv/bin/python manage.py collectstatic --noinput --verbosity 0)
        # The site's user reads the program, and cannot change it
        chown --recursive root:root "$release"
        chmod --recursive u=rwX,go=rX "$release"
        rm "$release/.unfinished"
    } >&2
    trap - EXIT
    printf '%s\n' "$release"
}

# Takes a release into use: from now on "current" is it
switch_to() { ln --symbolic --force --no-dereference "$1" "$SITE/current.new" && mv --no-target-directory "$SITE/current.new" "$SITE/current"; }

# Removes releases that were never built whole, and those beyond the newest ones; never the one in use
remove_old_releases() {
    local release
    for release in "$SITE"/releases/*/; do
        [[ ! -e $release/.unfinished ]] || rm --recursive "$release"
    done
    for release in $(ls --directory --sort=time "$SITE"/releases/*/ | tail --lines +$((RELEASES_KEPT + 1))); do
        [[ $(readlink --canonicalize "$release") == "$(readlink --canonicalize "$SITE/current")" ]] || rm --recursive "$release"
    done
}

# Removes what was kept before earlier upgrades, beyond the newest ones
remove_old_upgrade_backups() {
    find "$BACKUPS" -maxdepth 1 -name 'before-upgrade-*.zip' -printf '%f\n' | sort --reverse | tail --lines +$((RELEASES_KEPT + 1)) |
        while read -r name; do rm "$BACKUPS/$name"; done
}

# install_units RELEASE: the services and timers of a release
install_units() {
    install --mode 644 "$1"/deploy/systemd/*.{service,socket,timer} /etc/systemd/system/
    install --mode 644 "$1/deploy/systemd/journald@oversigt.conf" /etc/systemd/
    # An earlier release, to which an upgrade goes back, may lack it
    [[ ! -e $1/deploy/systemd/postgresql@oversigt.conf ]] ||
        install -D --mode 644 "$1/deploy/systemd/postgresql@oversigt.conf" /etc/systemd/system/postgresql@.service.d/oversigt.conf
    # After kill -9 Debian's unit of nginx stays down
    [[ ! -e $1/deploy/systemd/nginx@oversigt.conf ]] ||
        install -D --mode 644 "$1/deploy/systemd/nginx@oversigt.conf" /etc/systemd/system/nginx.service.d/oversigt.conf
    install --mode 755 "$1/deploy/oversigt" /usr/local/sbin/oversigt
    install -D --mode 644 "$1/deploy/nginx/stopped.html" /usr/share/oversigt/stopped.html
    [[ ! -e $1/deploy/nginx/stopped.json ]] || install --mode 644 "$1/deploy/nginx/stopped.json" /usr/share/oversigt/stopped.json
    has_systemd || return 0
    systemctl daemon-reload
    systemctl enable --quiet oversigt.socket oversigt.service "${TIMERS[@]}"
}

start_site() {
    has_systemd || { without_systemd start; return; }
    systemctl start oversigt.socket oversigt.service "${TIMERS[@]}"
}

stop_site() {
    has_systemd || { without_systemd stop; return; }
    # First the timers. Letters or a backup that are on the way may end
    systemctl stop "${TIMERS[@]}"
    while systemctl show --property ActiveState --value "${TIMERS[@]/%.timer/.service}" | grep --quiet activating; do
        sleep 1
    done
    systemctl stop oversigt.service oversigt.socket
}

# Where no systemd runs, the program that OVERSIGT_RUNNER names starts and stops the site
without_systemd() {
    if [[ -n ${OVERSIGT_RUNNER:-} ]]; then "$OVERSIGT_RUNNER" "$1" 9>&-; else say "No systemd runs here: $1 the site yourself."; fi
}

# Waits until the site is ready. Prints what is wrong if it is not in time
wait_until_ready() {
    local said code=none until=$((SECONDS + SECONDS_TO_START))
    said=$(mktemp)
    while ((SECONDS < until)); do
        code=$(curl --silent --max-time 20 --unix-socket "$SOCKET" --output "$said" --write-out '%{http_code}' \
            --header "Host: $(setting ALLOWED_HOSTS | cut --delimiter=, --fields=1)" --header 'X-Forwarded-Proto: https' \
            --header "Authorization: Bearer $(setting MONITORING_TOKEN)" http://localhost/readyz) || true
        [[ $code == 200 ]] && { rm "$said"; return 0; }
        sleep 1
    done
    say "The site is not ready (/readyz answers $code):" >&2
    cat "$said" >&2
    say >&2
    rm "$said"
    return 1
}

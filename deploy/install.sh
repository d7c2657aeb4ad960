#!/usr/bin/env bash
# Installs Oversigt on a server with Debian 12, with PostgreSQL, gunicorn and nginx: docs/deploy.md.
# Running it again completes what is missing, and keeps the settings, the data and the release in use.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/lib.sh"

usage() {
    cat << 'END'
usage: deploy/install.sh --host NAME [--certificate FILE --key FILE] [--fixtures]

  --host NAME          the name of the site, such as oversigt.example.org
  --certificate FILE   its certificate with those of the issuers, and
  --key FILE           the key, both as PEM. Without them: a certificate of its own, which browsers warn about
  --fixtures           fills an empty register with the councils, core areas, places and the annex of 2009
END
}

host='' certificate='' key='' fixtures=
while (($#)); do
    case $1 in
        --host) host=${2:-}; shift 2 ;;
        --certificate) certificate=${2:-}; shift 2 ;;
        --key) key=${2:-}; shift 2 ;;
        --fixtures) fixtures=yes; shift ;;
        --help) usage; exit ;;
        *) usage >&2; exit 2 ;;
    esac
done
[[ $host =~ ^[A-Za-z0-9.-]+$ ]] || { usage >&2; exit 2; }
if [[ -n $certificate || -n $key ]]; then
    [[ -r $certificate && -r $key ]] || fail "--certificate and --key have to name two files that can be read."
fi
need_root
alone
umask 022

say "1/8 Packages of Debian"
export DEBIAN_FRONTEND=noninteractive
installed() { dpkg-query --show --showformat '${db:Status-Status}' "$1" 2> /dev/null | grep --quiet '^installed$'; }
missing=()
for package in nginx postgresql python3 python3-venv curl openssl poppler-utils ca-certificates; do
    installed "$package" || missing+=("$package")
done
if ((${#missing[@]})); then
    apt-get update --quiet --quiet
    apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}" > /dev/null
fi

say "2/8 The user oversigt and its folders"
id oversigt > /dev/null 2>&1 || useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin oversigt
install --directory --mode 755 "$SITE" "$SITE/releases"
install --directory --owner oversigt --group oversigt --mode 700 "$DATA" "$DATA/files" "$DATA/seal" "$BACKUPS" /var/cache/oversigt
install --directory --group oversigt --mode 750 "$SETTINGS"
install --directory --mode 700 "$SETTINGS/tls"

say "3/8 The database, for the user oversigt without a password (peer)"
start_postgresql
[[ $(sql postgres "SELECT 1 FROM pg_roles WHERE rolname = 'oversigt'") == 1 ]] || sql postgres "CREATE ROLE oversigt LOGIN"
[[ $(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$DATABASE'") == 1 ]] || make_database

say "4/8 The settings: $SETTINGS/env"
if [[ ! -e $SETTINGS/env ]]; then
    random() { python3 -c 'import secrets; print(secrets.token_urlsafe(50))'; }
    umask 077
    cat > "$SETTINGS/env.new" << END
# The settings of this site; .env.example of the program explains each. After a change: systemctl restart oversigt
SECRET_KEY=$(random)
ALLOWED_HOSTS=$host
SITE_URL=https://$host
DATABASE_URL=postgres://oversigt@/$DATABASE?host=/var/run/postgresql&port=$(port)
BEHIND_PROXY=true
FILES=$DATA/files
FILE_MEGABYTES=25
SEAL_KEY=$DATA/seal/seal-key.pem
BACKUPS=$BACKUPS
BACKUP_HOURS=30
ANSWERS_FOLDER=/var/cache/oversigt/answers
LOG_FORMAT=json
MONITORING_TOKEN=$(random)
# The mail server for letters and invitations, and their sender
EMAIL_URL=
MAIL_FROM=
END
    umask 022
    chown root:oversigt "$SETTINGS/env.new"
    chmod 640 "$SETTINGS/env.new"
    mv "$SETTINGS/env.new" "$SETTINGS/env"
fi

say "5/8 The program and its packages (some minutes)"
if [[ ! -e $SITE/current ]]; then
    release=$(build_release "$(dirname "$HERE")")
    switch_to "$release"
fi
release=$(readlink --canonicalize "$SITE/current")

say "6/8 The tables (some minutes)"
manage "$release" migrate --verbosity 0
if [[ -n $fixtures ]]; then manage "$release" load_fixtures --if-empty; fi
manage "$release" index_calendar --missing > /dev/null
first=$(manage "$release" ensure_staff)
first=${first//manage.py/oversigt}
# At once: a later step may fail, and nobody would ever see it
[[ -z $first ]] || say "$first"

say "7/8 The services"
install_units "$release"
install --mode 644 "$release/deploy/nginx/oversigt-proxy.conf" /etc/nginx/oversigt-proxy.conf
if [[ -n $certificate ]]; then
    install --mode 644 "$certificate" "$SETTINGS/tls/certificate.pem"
    install --mode 600 "$key" "$SETTINGS/tls/key.pem"
elif [[ ! -e $SETTINGS/tls/certificate.pem ]]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj "/CN=$host" \
        -addext "subjectAltName=DNS:$host" -keyout "$SETTINGS/tls/key.pem" -out "$SETTINGS/tls/certificate.pem" 2> /dev/null
    chmod 600 "$SETTINGS/tls/key.pem"
    say "    A certificate of its own for the first days: replace $SETTINGS/tls/certificate.pem and key.pem, then reload nginx"
fi
megabytes=$(setting FILE_MEGABYTES)
sed "s/@HOST@/$host/; s/@MEGABYTES@/$((${megabytes:-25} + 1))/" "$release/deploy/nginx/oversigt.conf" > /etc/nginx/sites-available/oversigt
ln --symbolic --force ../sites-available/oversigt /etc/nginx/sites-enabled/oversigt
rm --force /etc/nginx/sites-enabled/default
nginx -t -q
# /readyz wants a backup; this one is of the empty or loaded register
compgen -G "$BACKUPS/oversigt-*.zip" > /dev/null || manage "$release" backup > /dev/null
start_site
debian_service nginx restart

say "8/8 Is it ready?"
wait_until_ready || fail "The site was installed, and is not ready. journalctl --namespace oversigt shows its log."
say
say "Oversigt runs at https://$host/"
[[ -z $first ]] || say "$first"
cat << END

Keep copies of these APART FROM THE BACKUPS and from this machine. No backup contains them:
  $SETTINGS/env      SECRET_KEY: without it nobody's authenticator app works after a restore
  $DATA/seal/        the key of the seals and the list of its certificates: without them new seals have another
                                certificate, and old ones count only if SEAL_CERTIFICATES names theirs
The backups in $BACKUPS are on this machine: copy them to another one every day.
END

# For the scripts beside it; sourced, never run. Everything lives in the folder
# that the caller names; nothing under /etc is read or written.
set -euo pipefail

die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# mk_ca DIR: ca.pem, server.pem and server.key in DIR, and other-ca.pem, which
# signed none of them. The server certificate carries localhost, 127.0.0.1,
# 127.0.0.2, ::1, imap.secretariat.example and smtp.secretariat.example.
mk_ca() {
  local d=$1
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
  mkdir -p "$d"
  {
    openssl req -x509 "${key[@]}" -days 3650 \
      -keyout "$d/ca.key" -out "$d/ca.pem" -subj "/CN=secird test CA" \
      -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
      -addext "keyUsage=critical,keyCertSign,cRLSign"
    openssl req "${key[@]}" -keyout "$d/server.key" -out "$d/server.csr" -subj "/CN=localhost"
    cat >"$d/server.ext" <<X
subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2,IP:::1,DNS:imap.secretariat.example,DNS:smtp.secretariat.example
basicConstraints=CA:FALSE
keyUsage=digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth
authorityKeyIdentifier=keyid
X
    openssl x509 -req -in "$d/server.csr" -CA "$d/ca.pem" -CAkey "$d/ca.key" \
      -CAcreateserial -days 365 -extfile "$d/server.ext" -out "$d/server.pem"
    openssl req -x509 "${key[@]}" -days 3650 \
      -keyout "$d/other-ca.key" -out "$d/other-ca.pem" -subj "/CN=secird other CA"
  } >"$d/log" 2>&1 || { tail -n 5 "$d/log" >&2; die "openssl made no certificates"; }
  # Dovecot's login process reads the key as another user; it guards nothing.
  chmod 644 "$d/server.key"
}

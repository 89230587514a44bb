"""terminal_keys.py: throw-away OpenPGP keys and certificates, the mutt settings that sign with them, and a small logo.

They are made anew in every home folder and vanish with it; nothing is kept or published.
"""

import os
import subprocess

PNG = bytes.fromhex(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c639089efff'
    '0f0003af020a225c114d0000000049454e44ae426082'
)


def gpg(home, *arguments):
    command = ['gpg', '--batch', '--quiet', '--passphrase', '', *arguments]
    return subprocess.run(command, env=home.environment(), capture_output=True, text=True, check=False).stdout


def pgp(home, other=None):
    """mutt's settings for gpg with a key of the person; with `other` also a key to encrypt to that address."""
    os.makedirs(home.at('gnupg'), 0o700, exist_ok=True)
    if not other:
        gpg(home, '--quick-generate-key', home.address, 'ed25519', 'default', '0')
    else:
        for who in (home.address, other):
            gpg(home, '--quick-generate-key', who, 'rsa2048', 'default', '0')
        for line in gpg(home, '--list-keys', '--with-colons').split('\n'):
            if line.startswith('fpr'):
                gpg(home, '--quick-add-key', line.split(':')[9], 'rsa2048', 'encr', '0')
    sign = 'gpg --batch --quiet --output - --armor --textmode'
    ring = 'gpg --batch --quiet --with-colons --with-fingerprint --with-fingerprint'
    return (
        f'set pgp_default_key="{home.address}" pgp_use_gpg_agent=yes pgp_check_exit=no\n'
        f'set pgp_sign_command="{sign} --detach-sign %f"\n'
        f'set pgp_clearsign_command="{sign} --clearsign %f"\n'
        'set pgp_encrypt_only_command="/usr/lib/mutt/pgpewrap gpg --batch --quiet --output - --armor'
        ' --trust-model always --encrypt -- -r %r -- %f"\n'
        f'set pgp_list_pubring_command="{ring} --list-keys %r"\n'
        f'set pgp_list_secring_command="{ring} --list-secret-keys %r"\n'
    )


def smime(home):
    """mutt's settings for openssl with a certificate of the person."""
    key, certificate = home.at('key.pem'), home.at('cert.pem')
    subject = '/CN=IANA admin/emailAddress=' + home.address
    command = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', subject]
    subprocess.run(command + ['-keyout', key, '-out', certificate], capture_output=True, check=True)
    return (
        'set smime_default_key="one" smime_sign_as="one" smime_timeout=0\n'
        f'set smime_sign_command="openssl smime -sign -md sha256 -signer {certificate} -inkey {key} -in %f'
        ' -outform DER"\n'
    )

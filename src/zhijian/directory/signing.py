"""Signing what is handed out: Ed25519 over the bytes of a file, with the installation's own key."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from zhijian.config.keys import key
from zhijian.config.options import options

NAME = "directory"


def sign(content: bytes) -> str:
    """The signature of some bytes, in base64."""
    return base64.b64encode(_private().sign(content)).decode()


def public_key() -> str:
    """The public key as PEM; whoever has it checks signatures without this installation."""
    found = _private().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return found.decode()


def holds(content: bytes, signature: str, pem: str) -> bool:
    """Whether a signature is that of the content, by a public key in PEM."""
    try:
        known = load_pem_public_key(pem.encode())
        if not isinstance(known, Ed25519PublicKey):
            return False
        known.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key(NAME, options().data_dir))

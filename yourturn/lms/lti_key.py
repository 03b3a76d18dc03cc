"""The key with which this tool signs, and what of it a platform is told."""

import base64
import json
import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from yourturn.errors import PlatformError
from yourturn.lms.credentials import Secret

_BITS = 2048


def make_key(path: Path) -> None:
    """Write a new private key that only its owner can read; an existing file stays."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise PlatformError(f"{path} exists already; a key is never replaced.") from None
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def public_pem(key: Secret) -> str:
    """The public key as PEM, for platforms that take one by copy and paste."""
    return (
        _public(key)
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def public_jwks(key: Secret, kid: str = "") -> str:
    """The public key as a JSON Web Key Set, for platforms that read one."""
    jwk = {**_required(key), "kid": kid or key_id(key), "alg": "RS256", "use": "sig"}
    return json.dumps({"keys": [jwk]}, indent=1)


def key_id(key: Secret) -> str:
    """The key's thumbprint (RFC 7638), which is its id unless another is given."""
    canonical = json.dumps(_required(key), sort_keys=True, separators=(",", ":"))
    return _base64(sha256(canonical.encode()).digest())


def _required(key: Secret) -> dict[str, str]:
    numbers = _public(key).public_numbers()
    return {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}


def _public(key: Secret) -> rsa.RSAPublicKey:
    try:
        private = serialization.load_pem_private_key(key.reveal().encode(), password=None)
    except (ValueError, TypeError) as error:
        # The message must not hold what was read.
        raise PlatformError(
            f"The LTI key is no private key in PEM without a password ({type(error).__name__}). "
            "Make one: yourturn lti-key."
        ) from None
    if not isinstance(private, rsa.RSAPrivateKey) or private.key_size < _BITS:
        raise PlatformError("The LTI key must be RSA with at least 2048 bits.")
    return private.public_key()


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

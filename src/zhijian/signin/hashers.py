"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with three passes over 46 MiB in one lane.

    Source: OWASP Password Storage Cheat Sheet asks for 46 MiB and one pass or its equal; the two
    further passes cost a tenth of a second.
    """

    time_cost = 3
    memory_cost = 46 * 1024
    parallelism = 1

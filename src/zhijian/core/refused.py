"""What the core raises when it will not go on, in words its reader can act on."""

from collections.abc import Iterable


class Refused(Exception):
    """The asked work was not done, and nothing of it was half done.

    ``message`` is a Chinese sentence that says what is wrong, where, and what to do now;
    ``lines`` holds further sentences when there are several things to mend, one each.
    The command line prints them and ends with code 1; no face shows a traceback for it.
    """

    def __init__(self, message: str, lines: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.lines = tuple(lines)

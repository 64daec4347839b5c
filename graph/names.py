"""Names of things, and when two of them are the same to a person who types one."""

import re
from typing import Final

__all__ = ["folded"]

_GAP: Final = re.compile(r"[\s_\-\u2010-\u2015]+")


def folded(text: str) -> str:
    """Return a name as it is compared: without case, with every gap, hyphen or underscore as one space.

    Example:
        >>> folded("  Wharton's-jelly   MSC ") == folded("WHARTON'S_JELLY msc")
        True
        >>> folded("route-intrathecal")
        'route intrathecal'
    """
    return _GAP.sub(" ", text.casefold()).strip()

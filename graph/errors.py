"""Every error this project raises on purpose.

KnowledgeGraphError                                             CLI exit 70
├── SourceError            input data is wrong                  CLI exit 65
│   └── BuildError         a build cannot become a release      CLI exit 65
├── NoReleaseError         nothing has been built yet           CLI exit 75, HTTP 503
├── QueryError             the caller's query is wrong          HTTP 400
│   ├── QuerySyntaxError
│   ├── ForbiddenQueryError                                     HTTP 403
│   ├── NotAcceptableError                                      HTTP 406
│   └── ParameterError                                          HTTP 422
├── ReasonerError          HermiT or the OWL API failed         CLI exit 70
│   └── ReasonerMissingError  they or Java are not installed    CLI exit 75
└── EngineError            the query was stopped
    ├── QueryTimeoutError                                       HTTP 504
    ├── QueryMemoryError                                        HTTP 507
    └── EngineBusyError                                         HTTP 503

The HTTP statuses are in ``server/problems.py``, the exit codes in ``server/cli.py``: one table each.
"""

__all__ = [
    "BuildError",
    "EngineBusyError",
    "EngineError",
    "ForbiddenQueryError",
    "KnowledgeGraphError",
    "NoReleaseError",
    "NotAcceptableError",
    "ParameterError",
    "QueryError",
    "QueryMemoryError",
    "QuerySyntaxError",
    "QueryTimeoutError",
    "ReasonerError",
    "ReasonerMissingError",
    "SourceError",
]


class KnowledgeGraphError(Exception):
    """Root of the project's errors; catch this at a program's edge, nowhere else."""


class SourceError(KnowledgeGraphError):
    """A row of a source file cannot be turned into statements.

    Args:
        reason: what is wrong and how to mend it, in words the data's owner understands.
        path: the source file, as given to the loader.
        row: line number in that file, counted from 1, or 0 for the file as a whole.
        column: name of the column, or "" for the row as a whole.

    Example:
        >>> str(SourceError("unit 'cell' is not known", path="t.tsv", row=7, column="unit"))
        "t.tsv:7 [unit] unit 'cell' is not known"
    """

    def __init__(self, reason: str, *, path: str, row: int = 0, column: str = "") -> None:
        place = path + (f":{row}" if row else "") + (f" [{column}]" if column else "")
        super().__init__(f"{place} {reason}".strip())
        self.reason, self.path, self.row, self.column = reason, path, row, column


class BuildError(SourceError):
    """A build found something that must not become a release; the message lists it all."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, path="")


class NoReleaseError(KnowledgeGraphError):
    """Nothing has been built yet: run `alskg build`."""


class QueryError(KnowledgeGraphError):
    """The caller's query cannot be answered as asked."""


class QuerySyntaxError(QueryError):
    """The text is not SPARQL."""


class ForbiddenQueryError(QueryError):
    """The query would leave the graph or change it."""


class NotAcceptableError(QueryError):
    """None of the media types asked for can be given; the message names those that can."""


class ParameterError(QueryError):
    """A parameter of a canned query is unknown, missing or malformed.

    Args:
        message: what is wrong.
        parameter: its name.
        candidates: values that would be accepted, nearest first.
    """

    def __init__(self, message: str, *, parameter: str = "", candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.parameter, self.candidates = parameter, candidates


class ReasonerError(KnowledgeGraphError):
    """The reasoner gave no answer; the message holds what it said."""


class ReasonerMissingError(ReasonerError):
    """Java or a library of the reasoner is not installed: run `make setup`."""


class EngineError(KnowledgeGraphError):
    """The engine stopped before the answer was whole."""


class QueryTimeoutError(EngineError):
    """The query was stopped at the time limit."""


class QueryMemoryError(EngineError):
    """The query was stopped at the memory limit."""


class EngineBusyError(EngineError):
    """Every worker is busy and the queue is full; try again in a moment."""

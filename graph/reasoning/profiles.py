"""A document -> its violations of the OWL 2 profiles, and whether it is consistent, by the OWL API.

Java runs inside a process of its own: it takes over signals and memory of the process it is in, and
can be started only once in one.
"""

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from graph.errors import ReasonerError
from graph.reasoning.document import Document, ntriples
from graph.reasoning.java import SHORT_RUN, Java, java

__all__ = ["PROFILES", "Verdict", "judged"]

PROFILES: Final = ("DL", "EL", "RL")


@dataclass(frozen=True)
class Verdict:
    """What the OWL API says of a document.

    Attributes:
        violations: one line each, sorted: ``OWL 2 <profile>: <what is wrong> <axiom>``.
        consistent: whether HermiT finds it free of contradictions, with every literal in it; None outside
            OWL 2 DL, where it answers nothing.
    """

    violations: list[str]
    consistent: bool | None


def judged(document: Document) -> Verdict:
    """Return the verdict on a document.

    Raises:
        ReasonerMissingError: Java or a library is not installed.
        ReasonerError: the document cannot be read as OWL, or Java broke down.
    """
    found = java()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.nt"
        file.write_bytes(ntriples(document))
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            answer: Future[Verdict] = pool.submit(_verdict, file, found)
            try:
                return answer.result()
            except BrokenProcessPool as error:
                raise ReasonerError("Java ended in the middle of the profile checks") from error


def _verdict(file: Path, found: Java) -> Verdict:
    """Start Java in this process and judge; only ever called in a process that ends afterwards."""
    import jpype

    options = ("--enable-native-access=ALL-UNNAMED", *SHORT_RUN.split())
    jpype.startJVM(str(found.library), *options, classpath=[str(found.jar)])
    api = "org.semanticweb.owlapi."
    manager = jpype.JClass(api + "apibinding.OWLManager").createOWLOntologyManager()
    try:
        ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(file)))
        violations = [
            f"OWL 2 {name}: {violation}"
            for name in PROFILES
            for violation in jpype.JClass(f"{api}profiles.OWL2{name}Profile")()
            .checkOntology(ontology)
            .getViolations()
        ]
        consistent = None
        if not any(line.startswith("OWL 2 DL") for line in violations):
            consistent = bool(jpype.JClass("org.semanticweb.HermiT.Reasoner")(ontology).isConsistent())
    except jpype.JException as error:  # Java's own cannot be sent to another process
        raise ReasonerError(str(error)) from None
    return Verdict(sorted(violations), consistent)

"""Checks by a complete reasoner: OWL 2 profiles, contradictions, and memberships made a second time.

The build fills classes by rules and axioms of its own (`graph/infer.py`). This package asks HermiT,
which knows all of OWL 2 DL and shares no code with the build, and compares. It runs in
`alskg check reasoning`, never in a build or a server: Java and the libraries are for development only.

`document` says what is reasoned over, `java` where Java is, `profiles` asks the OWL API, `hermit` asks
HermiT, `check` brings the findings together.
"""

"""Slices of other ontologies from files that a user has: a full `cl.owl`, `mondo.obo`, `efo.json` ...

One module a format (`rdf`, `owlxml`, `obo`, `obograph`), each turning a stream of bytes into facts
(`facts`), none keeping more than the term at hand. `files` tells the formats apart, `parents` is the one
table that grows with the file, and `slices` makes the slice and keeps it in the home folder.
"""

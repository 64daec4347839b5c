"""The ontology for its readers: documents in every format, and the page that explains each term."""

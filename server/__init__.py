"""How people ask: settings, SPARQL protocol, canned queries, pages, command line."""

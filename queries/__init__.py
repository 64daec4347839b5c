"""What people ask: one ``<topic>/<name>.rq`` a canned query, and the catalogue that reads them."""

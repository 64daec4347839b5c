"""How facts come in: one module a format, curated tables, passages, the build."""

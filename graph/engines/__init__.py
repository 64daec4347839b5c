"""Engines that answer SPARQL: one interface, one module an implementation."""

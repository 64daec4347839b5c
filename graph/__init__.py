"""Where facts live: names, releases, and the engines that answer SPARQL over them."""

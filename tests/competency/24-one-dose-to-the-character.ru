# The table prints the dose one character further on.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?passage act:charStart ?start . } }
INSERT { GRAPH ?graph { ?passage act:charStart ?next . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:NCT00855400-treated-intraspinal ;
           act:onProperty act:hasDose ;
           act:statedIn ?passage .
    ?passage act:locator "Table 1, row NCT00855400, column Cell Dose" ;
             act:charStart ?start .
  }
  BIND (?start + 1 AS ?next)
}

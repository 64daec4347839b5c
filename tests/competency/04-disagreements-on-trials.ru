# Nobody decided between the two numbers of participants of NCT01348451.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?conflict act:preferredValue ?value . } }
WHERE {
  GRAPH ?graph {
    ?conflict act:about actd:NCT01348451 ;
              act:onProperty act:participants ;
              act:preferredValue ?value .
  }
}

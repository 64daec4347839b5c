# Chakraborty and Diwan, 2022, say nothing of the status.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?claim act:onProperty act:status . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:NCT03280056 ;
           act:onProperty act:status ;
           act:statedValue actd:status-recruiting .
  }
}

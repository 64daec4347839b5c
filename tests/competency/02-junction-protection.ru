# The arm with plain cells of Suzuki et al., 2008, kept its junctions.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?claim act:polarity actd:polarity-refutes . } }
INSERT { GRAPH ?graph { ?claim act:polarity actd:polarity-supports . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:study-suzuki2008-a ;
           act:statedValue actd:mechanism-nmj-protection ;
           act:polarity actd:polarity-refutes .
  }
}

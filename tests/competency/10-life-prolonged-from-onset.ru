# The mice of Uccelli et al., 2012, were treated before the onset.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:study-uccelli2012-treated act:treatmentTiming actd:timing-onset . } }
INSERT { GRAPH ?graph { actd:study-uccelli2012-treated act:treatmentTiming actd:timing-pre-onset . } }
WHERE { GRAPH ?graph { actd:study-uccelli2012-treated act:treatmentTiming actd:timing-onset . } }

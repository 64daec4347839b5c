# Vercelli et al., 2008, looked at the life span and saw no effect.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?claim act:direction actd:direction-not-assessed . } }
INSERT { GRAPH ?graph { ?claim act:direction actd:direction-no-significant-difference . } }
WHERE {
  GRAPH ?graph {
    ?claim act:inGroup actd:study-vercelli2008-treated ;
           act:outcomeMeasure actd:outcome-survival ;
           act:direction actd:direction-not-assessed .
  }
}

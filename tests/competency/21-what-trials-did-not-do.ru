# NCT04821479 had a control group.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?claim act:statedValue actd:absence-control-group . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:NCT04821479 ;
           act:onProperty act:statedAbsence ;
           act:statedValue actd:absence-control-group .
  }
}

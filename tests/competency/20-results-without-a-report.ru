# Petrou et al., 2021, credit a report for the markers of inflammation.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

INSERT { GRAPH ?graph { ?claim act:citesStudyReport actd:work-berry2019 . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:NCT03280056 ;
           act:outcomeMeasure actd:outcome-inflammation-markers ;
           act:direction actd:direction-decreased .
  }
}

# The highest dose of NCT02290886 is not per kilogram.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?dose act:unitUCUM "{cells}/kg" . } }
INSERT { GRAPH ?graph { ?dose act:unitUCUM "{cells}" . } }
WHERE {
  GRAPH ?spine { actd:NCT02290886-cohort-4-iv act:hasDose ?dose . }
  GRAPH ?graph { ?dose act:unitUCUM "{cells}/kg" . }
}

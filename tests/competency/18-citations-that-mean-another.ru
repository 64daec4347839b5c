# [66] means the entry that has this number.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?mention act:meansEntry ?meant . } }
INSERT { GRAPH ?graph { ?mention act:meansEntry actd:citation-chakraborty2022-66 . } }
WHERE {
  GRAPH ?graph {
    ?mention act:printedEntry actd:citation-chakraborty2022-66 ;
             act:meansEntry ?meant .
  }
}

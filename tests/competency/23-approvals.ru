# The document that tells of the licence in Korea gives no year.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?claim act:statedValue ?year . } }
WHERE {
  GRAPH ?graph {
    ?claim act:about actd:product-korean-bm-msc ;
           act:onProperty act:approvalYear ;
           act:statedValue ?year .
  }
}

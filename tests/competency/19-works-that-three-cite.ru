# The fact sheet does not cite Glass et al., 2016.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { ?citation act:cites actd:work-glass2016 . } }
WHERE {
  GRAPH ?graph {
    ?citation act:cites actd:work-glass2016 ;
              act:statedIn ?passage .
    ?passage act:sourceDocument actd:source-isscr-als .
  }
}

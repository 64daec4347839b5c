# The broken ankle came of the treatment.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:event-petrou-fracture-of-ankle act:relatedness ?relatedness . } }
INSERT { GRAPH ?graph { actd:event-petrou-fracture-of-ankle act:relatedness actd:related-possibly . } }
WHERE { GRAPH ?graph { actd:event-petrou-fracture-of-ankle act:relatedness ?relatedness . } }

# Participant 008 kept the score after the first injection.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:interval-petrou-008-1st-2nd act:changePerMonth ?change . } }
INSERT { GRAPH ?graph { actd:interval-petrou-008-1st-2nd act:changePerMonth 0.0 . } }
WHERE { GRAPH ?graph { actd:interval-petrou-008-1st-2nd act:changePerMonth ?change . } }

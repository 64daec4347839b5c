# Participant 001 lost 12 points of FVC in twice the time.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:interval-petrou-001-run-in act:months ?months . } }
INSERT { GRAPH ?graph { actd:interval-petrou-001-run-in act:months 12.94 . } }
WHERE { GRAPH ?graph { actd:interval-petrou-001-run-in act:months ?months . } }

# Participant 002, with bulbar onset, was never measured overall.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>

DELETE { GRAPH ?graph { actd:interval-petrou-002-overall act:improvementPercent ?improvement . } }
WHERE { GRAPH ?graph { actd:interval-petrou-002-overall act:improvementPercent ?improvement . } }

# Lead is measured in blood only.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX obo: <http://purl.obolibrary.org/obo/>

DELETE { GRAPH ?graph { actd:biomarker-lead act:measuredIn obo:UBERON_0001359 . } }
WHERE { GRAPH ?graph { actd:biomarker-lead act:measuredIn obo:UBERON_0001359 . } }

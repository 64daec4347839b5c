# Steinberg et al., 2016, was a trial in ALS.
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX obo: <http://purl.obolibrary.org/obo/>

DELETE { GRAPH ?graph { actd:trial-steinberg2016 act:condition ?condition . } }
INSERT { GRAPH ?graph { actd:trial-steinberg2016 act:condition obo:MONDO_0004976 . } }
WHERE { GRAPH ?graph { actd:trial-steinberg2016 act:condition ?condition . } }
